/** A provider that signs the address it calls: which address that is, shown with Twilio's signature. */
import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { startWebhooks, type Harness } from '../test/start-webhooks.ts';

const TOKEN = 'fake-auth-token';
const PUBLIC = 'https://analytics.example.com';
const MANY = Array.from({ length: 20_000 }, (_, i): [string, string] => [`p${i}`, '1']);
const FORM: [string, string][] = [...MANY, ['CallSid', 'CA1'], ['CallStatus', 'ringing'], ['From', '+13035550142']];
const SORTED = [...FORM].sort(([a], [b]) => (a < b ? -1 : 1));

interface Called {
  readonly publicUrl?: string;
  readonly settings?: object;
  /** Of the address that Twilio was given, by the real one. */
  readonly signed: (path: string, real: string) => string;
  readonly headers?: Record<string, string>;
}

async function call({ publicUrl, settings = {}, signed, headers = {} }: Called): Promise<[number, number]> {
  const service: Harness = await startWebhooks(publicUrl === undefined ? {} : { publicUrl });
  try {
    const { id, token } = await service.source('twilio', { signing_key: TOKEN, country: 'US', ...settings });
    const path = `/v1/hooks/${id}/${token}/voice?line=1%202`;
    const text = signed(path, service.url + path) + SORTED.map(([name, value]) => name + value).join('');
    const signature = createHmac('sha1', TOKEN).update(text).digest('base64');
    const response = await fetch(service.url + path, {
      method: 'POST',
      headers: { 'x-twilio-signature': signature, ...headers },
      body: new URLSearchParams(FORM),
    });
    await service.settled();
    return [response.status, (await service.events()).length];
  } finally {
    await service.stop();
  }
}

test.each<[string, Called]>([
  ['as it was called, where no public URL is set', { signed: (_, real) => real }],
  ['the public URL and the path', { publicUrl: PUBLIC, signed: (path) => PUBLIC + path }],
  ['the public URL, written with a slash', { publicUrl: `${PUBLIC}/`, signed: (path) => PUBLIC + path }],
  [
    'what the source says, where a proxy changes the path',
    {
      settings: { hook_url: 'https://in.example.com/twilio' },
      signed: () => 'https://in.example.com/twilio/voice?line=1%202',
    },
  ],
])('the address is %s; 20,000 parameters are signed with it', async (_, called) => {
  expect(await call(called)).toEqual([202, 1]);
});

test.each<[string, Called]>([
  ['the one behind the proxy', { publicUrl: PUBLIC, signed: (_, real) => real }],
  [
    'what headers claim',
    {
      signed: (path) => `https://evil.example${path}`,
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-original-url': '/' },
    },
  ],
  ['one without its query', { signed: (_, real) => real.replace(/\?.*/, '') }],
])('the address is not %s: refused, not kept', async (_, called) => {
  expect(await call(called)).toEqual([401, 0]);
});
