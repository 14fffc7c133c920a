import type { PipelineStatus, StatusReport } from '@throughline/attribution';
import type { Metrics } from '@throughline/runtime';

/** Gauges of how far the line is, asked for whenever the metrics are read. */
export function watchLine(metrics: Metrics, line: Pick<PipelineStatus, 'status'>): void {
  let asking: Promise<StatusReport> | null = null;
  // Both gauges are read at the same time: one question for both.
  const status = (): Promise<StatusReport> => (asking ??= line.status().finally(() => (asking = null)));
  metrics.gauge('stage_lag', 'Records that wait for a stage.', ['stage'], async (gauge) => {
    for (const [stage, records] of Object.entries((await status()).lag)) {
      gauge.set({ stage: stage.replaceAll('_', '-') }, records);
    }
  });
  metrics.gauge(
    'complete_until_timestamp_seconds',
    'Everything accepted before this moment shows in the reports; 0 before that was seen once.',
    [],
    async (gauge) => {
      const { complete_until: until } = await status();
      gauge.set(until === null ? 0 : Date.parse(until) / 1_000);
    },
  );
}
