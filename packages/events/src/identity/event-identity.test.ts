import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import type { Event } from '../event.ts';
import { ARBITRARY_EVENTS } from '../test/arbitrary-event.ts';
import { canonicalJson } from './canonical-json.ts';
import { contentHash, NOT_CONTENT } from './content-hash.ts';
import { eventId } from './event-id.ts';
import { partitionKey } from './partition-key.ts';

const KEY = Buffer.alloc(32, 7);
const identity = { workspace: 'main', source: 'api', type: 'visit', key: 'v1' } as const;
const anyEvent = fc.oneof(...Object.values(ARBITRARY_EVENTS)) as fc.Arbitrary<Event>;

describe('event id', () => {
  test('is 128 bits of a keyed hash, the same for ever', () => {
    expect(eventId(KEY, identity)).toBe('161d752fe8ed19723e5cf26cac50c8aa');
    expect(eventId(Buffer.alloc(32, 8), identity)).not.toBe(eventId(KEY, identity));
  });
  test('is what HMAC gives for the prefixed parts, whatever the key and the text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 2_000 });
    const keys = fc.uint8Array({ minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(keys, text, text, text, (workspaceKey, workspace, source, key) => {
        const hmac = createHmac('sha256', workspaceKey);
        for (const part of [workspace, source, 'visit', key]) {
          const bytes = Buffer.from(part, 'utf8');
          const prefix = Buffer.alloc(4);
          prefix.writeUInt32BE(bytes.length);
          hmac.update(prefix).update(bytes);
        }
        const expected = hmac.digest('hex').slice(0, 32);
        expect(eventId(workspaceKey, { workspace, source, type: 'visit', key })).toBe(expected);
      }),
    );
  });
  test.each([
    ['workspace', { workspace: 'other' }],
    ['source', { source: 'ct' }],
    ['type', { type: 'page' }],
    ['key', { key: 'v2' }],
    ['the border between two parts', { workspace: 'mai', source: 'napi' }],
  ] as const)('depends on %s', (_name, change) => {
    expect(eventId(KEY, { ...identity, ...change })).not.toBe(eventId(KEY, identity));
  });
});

describe('content hash', () => {
  test('does not know how the content reached us', () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(), (event, number) => {
        const again = { ...event, receivedAt: number, settingsVersion: number, raw: { partition: 0, offset: number } };
        expect(contentHash(again)).toBe(contentHash(event));
        expect(contentHash(event)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });
  test('is SHA-256 of the canonical JSON of all that was said', () => {
    const unsaid = Object.fromEntries(NOT_CONTENT.map((name) => [name, undefined]));
    fc.assert(
      fc.property(anyEvent, (event) => {
        const expected = createHash('sha256').update(canonicalJson({ ...event, ...unsaid }));
        expect(contentHash(event)).toBe(expected.digest('hex'));
      }),
      { numRuns: 1_000 },
    );
  });
  test.each(['workspace', 'source', 'id', 'key', 'extra'] as const)('knows %s', (field) => {
    const [event] = fc.sample(anyEvent, { numRuns: 1, seed: 1 });
    expect(contentHash({ ...event!, [field]: 'another' })).not.toBe(contentHash(event!));
  });
  test.each([{ retracted: true }, { generation: 5 }])(
    'keeps a retraction and another generation apart: %j',
    (change) => {
      const [event] = fc.sample(anyEvent, { numRuns: 1, seed: 1 });
      const first = { ...event!, retracted: false, generation: 1 };
      expect(contentHash({ ...first, ...change })).not.toBe(contentHash(first));
    },
  );
  test('keeps a deal that clears a field apart from one that does not state it', () => {
    const [deal] = fc.sample(ARBITRARY_EVENTS.deal as fc.Arbitrary<Event>, { numRuns: 1, seed: 2 });
    const { stage: _stage, ...silent } = deal as Event & { stage?: string };
    expect(contentHash({ ...silent, stage: null } as Event)).not.toBe(contentHash(silent));
  });
});

describe('partition key', () => {
  const personal = { phone: null, phoneRaw: null, email: null, name: null, ip: null };
  const enquiry = { type: 'enquiry', key: 'e1', visitorId: null, crmContactId: null, dealId: null, personal };
  test.each([
    ['the visitor first', { visitorId: 'w1', personal: { ...personal, phone: '+74951234567' } }, 'w1'],
    [
      'then the phone, hashed',
      { personal: { ...personal, phone: '+74951234567', email: 'a@b.ru' } },
      expect.stringMatching(/^~[0-9a-f]{4}$/),
    ],
    [
      'then the email, hashed',
      { personal: { ...personal, email: 'a@b.ru' }, crmContactId: 'c1' },
      expect.stringMatching(/^~[0-9a-f]{4}$/),
    ],
    ['then the contact', { crmContactId: 'c1', dealId: 'd1' }, 'c1'],
    ['then the deal', { dealId: 'd1' }, 'd1'],
    ['last the event', {}, 'e1'],
  ])('%s', (_name, change, expected) => {
    expect(partitionKey({ ...enquiry, ...change } as unknown as Event)).toEqual(expected);
  });
  test('there is one for every event', () => {
    fc.assert(fc.property(anyEvent, (event) => expect(typeof partitionKey(event)).toBe('string')));
  });
});
