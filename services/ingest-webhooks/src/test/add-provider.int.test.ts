import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import { PROVIDERS } from '../provider/registry.ts';
import { reverseProvider } from './reverse-provider.ts';
import { eventFacts, reachedFacts } from './sample-facts.ts';
import { golden, samples, sampleSettings, sendSample } from './samples.ts';
import { startWebhooks, type Harness } from './start-webhooks.ts';

// All that a provider takes: its file, its samples, and this line in the registry.
const WITH_REVERSE = [...PROVIDERS, bindProvider(reverseProvider)];
const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));

function signed(body: string): Record<string, string> {
  const signature = createHmac('sha256', 'salt').update(body).digest('hex');
  return { 'content-type': 'application/json', 'x-reverse-signature': signature };
}

async function withService(run: (service: Harness, hook: string) => Promise<void>): Promise<void> {
  const service = await startWebhooks({ providers: WITH_REVERSE });
  try {
    await run(service, (await service.source('reverse', sampleSettings('reverse', FIXTURES))).hook);
  } finally {
    await service.stop();
  }
}

test.each(samples(FIXTURES).map((sample) => [sample.name, sample] as const))('its sample %s', (_, sample) =>
  withService(async (service, hook) => {
    expect((await sendSample(hook, sample)).status).toBe(202);
    await service.settled();
    const events = await service.events();
    const reached = reachedFacts(sample.expect, { source: 'reverse', events, outcome: service.outcomes[0]! });
    expect(reached).toEqual(eventFacts(sample.expect));
    expect(JSON.parse(JSON.stringify(events))).toEqual(golden(sample, events, FIXTURES));
  }),
);

test('its signature is over the raw bytes', () =>
  withService(async (_, hook) => {
    const headers = signed('{"kind":"ring"}');
    expect((await fetch(hook, { method: 'POST', headers, body: '{ "kind":"ring"}' })).status).toBe(401);
    expect((await fetch(hook, { method: 'POST', body: '{"kind":"ring"}' })).status).toBe(401);
  }));

test('it may answer what its provider checks an address by', () =>
  withService(async (service, hook) => {
    const response = await fetch(`${hook}?echo=hello`);
    expect([response.status, await response.text()]).toEqual([200, 'hello']);
    await service.settled();
    expect(service.app.health.of('reverse').ignoredBy).toEqual({ not_used: 1 });
  }));

test('its settings are checked when a source is made', async () => {
  const service = await startWebhooks({ providers: WITH_REVERSE });
  try {
    const { status, json } = await service.api('POST', '/v1/sources', { provider: 'reverse', name: 'x', settings: {} });
    expect(status).toBe(422);
    expect(json['errors']).toMatchObject([{ pointer: '/settings/signing_key' }]);
  } finally {
    await service.stop();
  }
});

test('a defect of it rejects the one request and holds up nothing', () =>
  withService(async (service, hook) => {
    for (const body of ['{"kind":"boom"}', '{"kind":"ring","id":"2","at":1772442845}']) {
      await fetch(hook, { method: 'POST', headers: signed(body), body });
    }
    await service.settled();
    expect(await service.events()).toMatchObject([{ callId: 'reverse/2' }]);
    expect(service.app.health.of('reverse').rejectedBy).toEqual({ translator_failed: 1 });
  }));
