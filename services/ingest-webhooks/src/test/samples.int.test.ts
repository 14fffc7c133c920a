import { describe, expect, test } from '@jest/globals';
import { eventFacts, reachedFacts } from './sample-facts.ts';
import { golden, samples, type Sample } from './samples.ts';
import { post, startWebhooks } from './start-webhooks.ts';

/** Secrets as the samples' notes state them. */
const SETTINGS: Readonly<Record<string, object>> = {
  calltouch: {},
  'mango-office': { api_key: 'fakevpbxapikey0000000000000000001', signing_key: 'fakevpbxapisalt000000000000000002' },
  amocrm: { account_id: 30000001, subdomain: 'testacc' },
};

/** What the provider appends to our address. */
function restOf(sample: Sample): string {
  return /\/events\/.*$/.exec(sample.path_hint)?.[0] ?? '';
}

const all = samples();

test('there are samples of every provider', () => {
  expect(new Set(all.map((sample) => sample.provider))).toEqual(new Set(Object.keys(SETTINGS)));
  expect(all.length).toBeGreaterThanOrEqual(11);
});

describe.each(all.map((sample) => [`${sample.provider}/${sample.name}`, sample] as const))('%s', (_, sample) => {
  test('through HTTP, log and translator to the expected facts and the committed events', async () => {
    const service = await startWebhooks();
    try {
      const { id, hook } = await service.source(sample.provider, SETTINGS[sample.provider]);
      const response = await post(hook, sample.body, restOf(sample));
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

test.each(all.filter(({ expect: { signature_valid } }) => signature_valid === true).map((sample) => [sample.name, sample] as const))(
  'mango-office/%s with one digit changed is refused and not kept',
  async (_, sample) => {
    const service = await startWebhooks();
    try {
      const { hook } = await service.source(sample.provider, SETTINGS[sample.provider]);
      const response = await post(hook, sample.body.replace('17724', '17725'), restOf(sample));
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect((await service.eventLog.endOffsets('raw')).reduce((sum, end) => sum + end, 0)).toBe(0);
    } finally {
      await service.stop();
    }
  },
);
