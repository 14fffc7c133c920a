import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createEmbeddedLog } from '@throughline/event-log';
import { eventFacts, reachedFacts } from './sample-facts.ts';
import { PROVIDERS } from '../provider/registry.ts';
import { golden, sampleClock, samples, sampleSettings, sendSample } from './samples.ts';
import { startWebhooks, TOPIC_CONFIGS } from './start-webhooks.ts';
import { RECEIVED_AT } from './translate-with.ts';

const all = samples();

test('there are samples of every provider', () => {
  expect(new Set(all.map((sample) => sample.provider))).toEqual(new Set(PROVIDERS.map(({ name }) => name)));
  expect(all.length).toBeGreaterThanOrEqual(11);
});

describe.each(all.map((sample) => [`${sample.provider}/${sample.name}`, sample] as const))('%s', (_, sample) => {
  test('through HTTP, log and translator to the expected facts and the committed events', async () => {
    const service = await startWebhooks();
    try {
      const { id, hook } = await service.source(sample.provider, sampleSettings(sample.provider));
      service.clock.now = sampleClock(sample) ?? RECEIVED_AT;
      const response = await sendSample(hook, sample);
      expect(response.status).toBe(202);
      await service.settled();
      const events = await service.events();
      const [outcome] = service.outcomes;
      expect(outcome?.rejected ?? null).toBeNull();
      expect(reachedFacts(sample.expect, { source: id, events, outcome: outcome! })).toEqual(eventFacts(sample.expect));
      expect(JSON.parse(JSON.stringify(events))).toEqual(golden(sample, events));
    } finally {
      await service.stop();
    }
  });
});

test('all samples, and each once more, on the durable log: the same events as one by one', async () => {
  const path = mkdtempSync(join(tmpdir(), 'throughline-webhooks-'));
  const eventLog = await createEmbeddedLog({ path, topics: TOPIC_CONFIGS, now: () => RECEIVED_AT });
  const service = await startWebhooks({ eventLog });
  try {
    const hooks = new Map<string, string>();
    for (const { name } of PROVIDERS) hooks.set(name, (await service.source(name, sampleSettings(name))).hook);
    for (const clock of new Set(all.map(sampleClock))) {
      service.clock.now = clock ?? RECEIVED_AT;
      const then = all.filter((sample) => sampleClock(sample) === clock);
      await Promise.all([...then, ...then].map((sample) => sendSample(hooks.get(sample.provider) ?? '', sample)));
    }
    await service.settled();
    const said = (events: readonly unknown[]): Set<string> =>
      new Set(
        events.map((event) => JSON.stringify({ ...(event as object), raw: 0, settingsVersion: 0, generation: 0 })),
      );
    expect(said(await service.events())).toEqual(said(all.flatMap((sample) => golden(sample) as unknown[])));
  } finally {
    await service.stop();
    rmSync(path, { recursive: true, force: true });
  }
});

/** The last digit that is no part of an encoded character becomes the next. */
function withAnotherDigit(body: string): string {
  const at = [...body.matchAll(/(?<!%|%[0-9a-f])\d/gi)].at(-1)?.index ?? 0;
  return `${body.slice(0, at)}${(Number(body[at]) + 1) % 10}${body.slice(at + 1)}`;
}

test.each(
  all
    .filter(
      ({ expect: said }) =>
        said['signature_valid'] === true ||
        said['signature_valid_ignoring_age'] === true ||
        said['token_valid'] === true,
    )
    .map((sample) => [`${sample.provider}/${sample.name}`, sample] as const),
)('%s with one digit changed is refused and not kept', async (_, sample) => {
  const service = await startWebhooks();
  try {
    const { hook } = await service.source(sample.provider, sampleSettings(sample.provider));
    service.clock.now = sampleClock(sample) ?? RECEIVED_AT;
    const response = await sendSample(hook, { ...sample, body: withAnotherDigit(sample.body) });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect((await service.eventLog.endOffsets('raw')).reduce((sum, end) => sum + end, 0)).toBe(0);
  } finally {
    await service.stop();
  }
});
