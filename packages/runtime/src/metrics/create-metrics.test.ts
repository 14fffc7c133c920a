import { expect, test } from '@jest/globals';
import { createMetrics } from './create-metrics.ts';

const textOf = async (metrics: ReturnType<typeof createMetrics>): Promise<string> => metrics.registry.metrics();

test('a metric that is asked for again goes on counting', async () => {
  const metrics = createMetrics({ defaults: false });
  for (let turn = 0; turn < 2; turn += 1) metrics.counter('things_total', 'Things.').inc();
  expect(await textOf(metrics)).toContain('throughline_things_total 2');
});

test('a gauge is set when the metrics are read, by who asked last', async () => {
  const metrics = createMetrics({ defaults: false });
  metrics.gauge('lag', 'Lag.', [], (gauge) => gauge.set(1));
  metrics.gauge('lag', 'Lag.', [], async (gauge) => gauge.set(await Promise.resolve(2)));
  expect(await textOf(metrics)).toContain('throughline_lag 2');
});

test('what cannot be asked for hides nothing else', async () => {
  const metrics = createMetrics({ defaults: false });
  metrics.counter('things_total', 'Things.').inc();
  const fails = () => Promise.reject(new Error('closed'));
  metrics.gauge('lag', 'Lag.', [], fails);
  metrics.gauge('stage_lag', 'Lag.', ['stage'], fails).set({ stage: 'old' }, 7);
  const text = await textOf(metrics);
  expect(text).toContain('throughline_things_total 1');
  expect(text).toMatch(/throughline_lag nan/i);
  expect(text).not.toContain('old');
});
