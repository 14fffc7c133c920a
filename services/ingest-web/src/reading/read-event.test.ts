import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { encodeEvent, decodeEvent } from '@throughline/events';
import { NOW } from '../test/start-ingest-web.ts';
import { COST_ROW, SAMPLES } from '../test/samples.ts';
import { readCost } from './read-cost.ts';
import { readEvent } from './read-event.ts';
import { Reading } from './reading.ts';

const request = (checkText = true) =>
  new Reading({
    workspace: { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB', settingsVersion: 3 },
    receivedAt: NOW,
    normalisePhone: (text) =>
      /^\+?[78]\d{10}$/.test(text.replace(/[^\d+]/g, '')) ? `+7${text.replace(/\D/g, '').slice(1)}` : null,
    checkText,
    statement: () => 'request:1',
  });
const read = (raw: unknown, index = 0): any => {
  const reading = request();
  return readEvent(raw, reading, index) ?? reading.rejection;
};
const row = (raw: unknown): any => {
  const reading = request();
  return readCost(raw, reading, 0) ?? reading.rejection;
};
const sample = (type: string, change: object = {}) => ({ ...SAMPLES[type], ...change });
const AT = Date.UTC(2026, 7, 1, 10, 20, 30);

describe('accepted', () => {
  test.each(Object.keys(SAMPLES))('%s is read, encoded and comes back', (type) => {
    const event = read(SAMPLES[type]);
    expect(event).toMatchObject({
      type,
      workspace: 'main',
      source: 'api',
      id: SAMPLES[type]!['id'],
      key: SAMPLES[type]!['id'],
      occurredAt: AT,
      receivedAt: NOW,
      settingsVersion: 3,
      generation: 0,
      retracted: false,
      claim: false,
      raw: null,
      extra: null,
    });
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
  });

  test.each<[string, object, object]>([
    [
      'visit',
      {},
      {
        visitId: 'v1',
        visitorId: 'w1',
        personal: { phone: null, phoneRaw: null, email: null, name: null, ip: '203.0.113.5' },
        filled: [],
      },
    ],
    ['visit', { visit_id: 'x' }, { visitId: 'x' }],
    ['visit', { id: 42 }, { id: '42' }],
    ['visit', { referrer: '', user_agent: null }, { referrer: null, userAgent: null }],
    [
      'identify',
      {},
      {
        crmContactId: '77',
        withdraw: false,
        manual: false,
        filled: ['country'],
        personal: {
          phone: '+74951234567',
          phoneRaw: '8 (495) 123-45-67',
          email: 'ivan@example.com',
          name: null,
          ip: null,
        },
      },
    ],
    [
      'enquiry',
      {},
      { value: { amount: '1500.00', currency: 'RUB' }, filled: ['currency'], clientIds: { ym_uid: '16' } },
    ],
    ['enquiry', { email: 'nobody' }, { extra: '{"email":"nobody"}' }],
    ['enquiry', { phone: '12' }, { personal: { phone: null, phoneRaw: '12' } }],
    [
      'call',
      {},
      { line: '+78001234567', personal: { phone: '+74951234567', phoneRaw: '84951234567' }, filled: ['country'] },
    ],
    ['call', { direction: 'out' }, { line: '+74951234567', personal: { phone: '+78001234567' } }],
    ['call', { caller: '' }, { personal: { phone: null, phoneRaw: null } }],
    ['call', { caller: undefined }, { personal: { phone: null, phoneRaw: null } }],
    [
      'deal',
      {},
      { amount: { amount: '1234.50', currency: 'RUB' }, manager: null, createdAt: AT, filled: ['currency'] },
    ],
    [
      'deal',
      { currency: 'JPY', amount: '5', cost_of_goods: null, items: null },
      { amount: { amount: '5', currency: 'JPY' }, costOfGoods: null, items: null },
    ],
    ['deal', { currency: 'KWD', amount: '5.123', items: [] }, { amount: { amount: '5.123', currency: 'KWD' } }],
    ['refund', {}, { value: { amount: '10', currency: 'JPY' } }],
    ['number', {}, { number: '+78001234567', from: Date.UTC(2026, 6, 31, 21), to: null, filled: ['country', 'zone'] }],
    ['visit', { at: '2026-08-01 13:20:30' }, { occurredAt: AT, filled: ['zone'] }],
    ['visit', { at: '2026-08-01T10:20:30.9876Z' }, { occurredAt: AT + 987 }],
    ['visit', { at: undefined }, { occurredAt: NOW, id: 'v1', filled: ['at'] }],
    ['visit', { colour: 'red', n: { deep: [1] } }, { extra: '{"colour":"red","n":{"deep":[1]}}' }],
    ['visit', { extra: { colour: 'red' } }, { extra: '{"colour":"red"}' }],
    [
      'enquiry',
      { stated_origin: { source: 'x', odd: 1 } },
      { extra: '{"stated_origin":{"odd":1}}', statedOrigin: { source: 'x', medium: null } },
    ],
  ])('%s with %j', (type, change, expected) => {
    const raw = JSON.parse(JSON.stringify(sample(type, change))) as unknown;
    expect(read(raw)).toMatchObject(expected);
  });

  test('a deal states only what was sent', () => {
    const { type, id, at, deal_id, status } = SAMPLES['deal']!;
    const event = read({ type, id, at, deal_id, status });
    expect('amount' in event || 'stage' in event || 'manager' in event).toBe(false);
  });

  test('__proto__ is a member like any other, and changes no prototype', () => {
    const raw: unknown = JSON.parse(
      '{"type":"visit","id":"v","visitor_id":"w","url":"u","__proto__":{"polluted":1},"stated":{"__proto__":{"polluted":2}}}',
    );
    expect(read(raw).extra).toBe('{"__proto__":{"polluted":1},"stated":{"__proto__":{"polluted":2}}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    const nested: unknown = JSON.parse(
      '{"type":"enquiry","id":"e","kind":"form","visitor_id":"w","stated_origin":{"source":"x","__proto__":{"medium":"y"}}}',
    );
    expect(read(nested)).toMatchObject({
      statedOrigin: { source: 'x', medium: null },
      extra: '{"stated_origin":{"__proto__":{"medium":"y"}}}',
    });
  });
});

describe('rejected', () => {
  const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  test.each<[string, unknown, string, string]>([
    ['no object', 5, '', 'not_object'],
    ['a list', [], '', 'not_object'],
    ['null', null, '', 'not_object'],
    ['an unknown type', { type: 'toString' }, '/type', 'unknown_type'],
    ['a cost among events', { type: 'cost' }, '/type', 'unknown_type'],
    ['no type', {}, '/type', 'unknown_type'],
    ['a missing field', sample('visit', { url: undefined }), '/url', 'required'],
    ['a required null', sample('visit', { url: null }), '/url', 'required'],
    ['a required empty text', sample('visit', { visitor_id: '' }), '/visitor_id', 'required'],
    ['a number for text', sample('visit', { url: 5 }), '/url', 'not_text'],
    ['an object for text', sample('visit', { referrer: {} }), '/referrer', 'not_text'],
    ['a fraction for an id', sample('visit', { id: 1.5 }), '/id', 'not_text'],
    ['a long url', sample('visit', { url: 'x'.repeat(8_193) }), '/url', 'too_long'],
    ['a long id', sample('visit', { id: 'x'.repeat(257) }), '/id', 'too_long'],
    ['a NUL', sample('visit', { url: 'a\0b' }), '/url', 'invalid_text'],
    ['a lone surrogate', sample('visit', { visitor_id: 'a\ud800' }), '/visitor_id', 'invalid_text'],
    ['a lone surrogate in an unknown field', sample('visit', { odd: ['\udfff'] }), '', 'invalid_text'],
    ['a NUL in the name of an unknown field', sample('visit', { 'od\0d': 1 }), '', 'invalid_text'],
    ['33 levels', sample('visit', { odd: deep(32) }), '/odd', 'too_deep'],
    ['10,000 levels', sample('visit', { 'o/d~d': deep(10_000) }), '/o~1d~0d', 'too_deep'],
    ['10,000 levels in a known field', sample('visit', { url: deep(10_000) }), '/url', 'not_text'],
    [
      '10,000 levels in an origin',
      sample('enquiry', { stated_origin: { odd: deep(10_000) } }),
      '/stated_origin',
      'too_deep',
    ],
    ['much unknown', sample('visit', { odd: 'x'.repeat(70_000) }), '', 'too_long'],
    ['a word for a truth', sample('call', { answered: 'yes' }), '/answered', 'not_boolean'],
    ['another direction', sample('call', { direction: 'both' }), '/direction', 'invalid_value'],
    ['no callee', sample('call', { callee: '' }), '/callee', 'required'],
    ['a text for a number', sample('call', { wait_seconds: '5' }), '/wait_seconds', 'not_number'],
    ['1e308', sample('call', { talk_seconds: 1e308 }), '/talk_seconds', 'out_of_range'],
    ['a negative wait', sample('call', { wait_seconds: -1 }), '/wait_seconds', 'out_of_range'],
    ['a comma', sample('deal', { amount: '1,5' }), '/amount', 'invalid_amount'],
    ['spaces between thousands', sample('deal', { amount: '1 500' }), '/amount', 'invalid_amount'],
    ['NaN', sample('deal', { amount: 'NaN' }), '/amount', 'invalid_amount'],
    ['an exponent', sample('deal', { amount: '1e3' }), '/amount', 'invalid_amount'],
    ['a number', sample('deal', { amount: 1e308 }), '/amount', 'invalid_amount'],
    ['a negative amount', sample('refund', { amount: '-5' }), '/amount', 'negative_amount'],
    ['kopecks of kopecks', sample('deal', { amount: '1.001' }), '/amount', 'too_many_digits'],
    ['sen', sample('refund', { amount: '10.5' }), '/amount', 'too_many_digits'],
    ['10^16 minor units', sample('deal', { amount: '100000000000000' }), '/amount', 'amount_too_large'],
    ['an unknown currency', sample('deal', { currency: 'RUR' }), '/currency', 'unknown_currency'],
    ['no currency where it is required', sample('refund', { currency: undefined }), '/currency', 'required'],
    [
      'a bad line of a deal',
      sample('deal', {
        items: [
          { name: 'x', quantity: 1, price: '1' },
          { name: 'x', quantity: 1 },
        ],
      }),
      '/items/1/price',
      'required',
    ],
    ['lines that are no list', sample('deal', { items: {} }), '/items', 'not_list'],
    ['1,001 lines', sample('deal', { items: Array(1_001).fill({}) }), '/items', 'too_many'],
    [
      'a system called __proto__',
      sample('enquiry', { client_ids: JSON.parse('{"__proto__":"1"}') }),
      '/client_ids',
      'invalid_name',
    ],
    ['one identifier of two', { type: 'identify', id: 'i', visitor_id: 'w', phone: '' }, '', 'identifiers_missing'],
    ['an enquiry of nobody', { type: 'enquiry', id: 'e', kind: 'form', name: 'x' }, '', 'identifiers_missing'],
    ['an end before the begin', sample('number', { from: '2026-08-02', to: '2026-08-01' }), '/to', 'invalid_time'],
    ['an origin without source', sample('number', { origin: { medium: 'x' } }), '/origin/source', 'required'],
    ['a clock of 1970', sample('visit', { at: '1970-01-01T00:00:00Z' }), '/at', 'clock_out_of_range'],
    ['a clock of 2099', sample('visit', { at: '2099-01-01T00:00:00Z' }), '/at', 'clock_out_of_range'],
    [
      '24 h and 1 ms ahead',
      sample('visit', { at: new Date(NOW + 86_400_001).toISOString() }),
      '/at',
      'clock_out_of_range',
    ],
    ['no time', sample('visit', { at: 'yesterday' }), '/at', 'invalid_time'],
    ['a number for a time', sample('visit', { at: 1_785_000_000 }), '/at', 'invalid_time'],
    ['the 30th of February', sample('visit', { at: '2026-02-30T00:00:00Z' }), '/at', 'invalid_time'],
  ])('%s', (_name, raw, pointer, code) => {
    expect(read(raw)).toMatchObject({ pointer, code });
  });

  test('the borders of the clock are inside', () => {
    expect(read(sample('visit', { at: new Date(NOW + 86_400_000).toISOString() })).type).toBe('visit');
    expect(read(sample('visit', { at: '2000-01-01T00:00:00Z' })).type).toBe('visit');
    expect(read(sample('visit', { at: '1999-12-31T23:59:59.999Z' })).code).toBe('clock_out_of_range');
  });
  test('32 levels are inside', () => {
    expect(read(sample('visit', { odd: deep(31) })).type).toBe('visit');
  });
});

describe('ids', () => {
  const { id: _id, ...anonymous } = SAMPLES['visit']!;
  test('an absent id is the SHA-256 of the canonical JSON as sent', () => {
    // python3 -c "import json,hashlib; print(hashlib.sha256(json.dumps(event, sort_keys=True, separators=(',',':'), ensure_ascii=False).encode()).hexdigest())"
    expect(read(anonymous).id).toBe('f9d2c3d6fffdf8f4284221d7d1a4b83b311bf6ff7f5a36f41858467b951dccee');
    expect(read(Object.fromEntries(Object.entries(anonymous).reverse())).id).toBe(read(anonymous).id);
    expect(read({ ...anonymous, odd: 1 }).id).not.toBe(read(anonymous).id);
  });
  test('neither id nor time: the statement and its place in it', () => {
    const { at: _at, ...timeless } = anonymous;
    expect(read(timeless, 0).id).toMatch(/^[0-9a-f]{64}$/);
    expect(read(timeless, 0).id).toBe(read({ ...timeless, url: 'another' }, 0).id);
    expect(read(timeless, 1).id).not.toBe(read(timeless, 0).id);
  });
});

describe('costs', () => {
  test('are normalised like utm values', () => {
    expect(row(COST_ROW)).toMatchObject({
      type: 'cost',
      id: 'row1',
      date: '2026-08-01',
      occurredAt: Date.UTC(2026, 7, 1),
      adSource: 'yandex',
      medium: 'cpc',
      campaign: 'brand',
      adGroup: '(not set)',
      keyword: '(not set)',
      campaignId: '',
      cost: { amount: '1234.50', currency: 'RUB' },
      clicks: 12,
      impressions: null,
      reportedAt: Date.UTC(2026, 7, 1, 11),
      filled: [],
      extra: null,
    });
    expect(decodeEvent(encodeEvent(row(COST_ROW)))).toEqual(row(COST_ROW));
  });
  test('reported_at is filled in', () => {
    const { reported_at: _at, ...silent } = COST_ROW;
    expect(row(silent)).toMatchObject({ reportedAt: NOW, filled: ['reported_at'] });
  });
  test.each<[object, string, string]>([
    [{ date: '2026-02-30' }, '/date', 'invalid_date'],
    [{ date: '01.08.2026' }, '/date', 'invalid_date'],
    [{ date: '1999-12-31' }, '/date', 'clock_out_of_range'],
    [{ date: '2099-01-01' }, '/date', 'clock_out_of_range'],
    [{ reported_at: '2099-01-01T00:00:00Z' }, '/reported_at', 'clock_out_of_range'],
    [{ cost: '-1' }, '/cost', 'negative_amount'],
    [{ cost: 12.5 }, '/cost', 'invalid_amount'],
    [{ currency: undefined }, '/currency', 'required'],
    [{ clicks: 1.5 }, '/clicks', 'out_of_range'],
    [{ source: ' ' }, '/source', 'required'],
  ])('%j is rejected', (change, pointer, code) => {
    expect(row({ ...COST_ROW, ...change })).toMatchObject({ pointer, code });
  });
});

test('any JSON is either an event that can be encoded, or a rejection', () => {
  const field = fc.constantFrom(...Object.values(SAMPLES).flatMap((event) => Object.keys(event)));
  const value = fc.oneof(
    fc.jsonValue({ stringUnit: 'binary' }),
    fc.constantFrom('1.5', 'RUB', '2026-08-01', true, 5, null, '\ud800', '__proto__'),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(SAMPLES)),
      fc.dictionary(fc.oneof(field, fc.string()), value, { maxKeys: 4, noNullPrototype: true }),
      (base, change) => {
        const reading = request();
        const event = readEvent(JSON.parse(JSON.stringify({ ...base, ...change })), reading, 0);
        if (event === null)
          expect(reading.rejection).toMatchObject({ code: expect.any(String), detail: expect.any(String) });
        else expect(decodeEvent(encodeEvent(event))).toEqual(event);
      },
    ),
    { numRuns: 1_000 },
  );
});
