import { describe, expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import { generic } from '../providers/generic.ts';
import { aRequest, RECEIVED_AT, translateWith } from '../test/translate-with.ts';
import { matchPattern, parsePattern } from './time-pattern.ts';

const provider = bindProvider(generic);
const json = (body: unknown) =>
  aRequest({ form: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
function mapped(rules: object | readonly object[], payload: unknown) {
  const mapping = Array.isArray(rules) ? (rules as object[]) : [rules];
  const translation = translateWith(provider, json(payload), { mapping });
  if (translation.kind === 'rejected') return { events: [], wrong: [[translation.reason, translation.detail]] };
  return {
    events: translation.events,
    wrong: translation.rejected.map(({ pointer, reason, detail }) => [pointer, reason, detail]),
  };
}
function issues(mapping: unknown): string[] {
  const opened = provider.open({ mapping });
  return opened.kind === 'open' ? [] : opened.issues.map(({ path, message }) => `${path.join('/')}: ${message}`);
}
const CALL = { type: 'call', fields: { call_id: '/id' } };

describe('a mapping is refused when it is written', () => {
  test.each<[string, unknown, RegExp]>([
    ['no rules', [], /^mapping: /],
    ['an unknown type', [{ ...CALL, type: 'rocket' }], /^mapping\/0\/type: /],
    [
      'an unknown field',
      [{ type: 'call', fields: { call_id: '/id', calller: '/from' } }],
      /^mapping\/0\/fields\/calller: no field of call: one of at, call_id, .*caller/,
    ],
    [
      'a field of another type',
      [{ type: 'call', fields: { call_id: '/id', amount: '/sum' } }],
      /fields\/amount: no field of call/,
    ],
    ['what it cannot do without', [{ type: 'deal', fields: { stage: '/s' } }], /fields\/deal_id: deal needs deal_id/],
    [
      'a prototype for a field',
      [{ type: 'call', fields: { call_id: '/id', constructor: '/x' } }],
      /fields\/constructor/,
    ],
    ['a misspelt option', [{ type: 'call', fields: { call_id: { form: '/id' } } }], /fields\/call_id/],
    [
      'a format that is none',
      [{ type: 'call', fields: { call_id: '/i', at: { from: '/t', format: 'dd/mm' } } }],
      /fields\/at/,
    ],
    [
      'a zone that is none',
      [{ type: 'call', fields: { call_id: '/i', at: { from: '/t', time_zone: 'Mars' } } }],
      /fields\/at/,
    ],
  ])('%s', (_, mapping, message) => expect(issues(mapping).join('\n')).toMatch(message));
});

describe('a payload', () => {
  test('that lacks what the mapping names says where', () => {
    const rule = { type: 'call', fields: { call_id: '/call/id', caller: '/call/from' } };
    expect(mapped(rule, { call: { id: 1 } })).toEqual({
      events: [],
      wrong: [['/mapping/0/fields/caller', 'missing_field', 'the payload has nothing at /call/from']],
    });
  });
  test('may lack what is optional', () => {
    const rule = { type: 'call', fields: { call_id: '/id', caller: { from: '/from', optional: true } } };
    expect(mapped(rule, { id: 1 }).events).toMatchObject([{ callId: 'src/1', personal: { phone: null } }]);
  });
  test.each<[string, unknown, unknown, string]>([
    ['time', { at: '/x' }, 'yesterday', 'not a time of this format'],
    ['enumeration', { direction: '/x' }, 'inwards', 'must be one of in, out'],
    ['word', { direction: { from: '/x', values: { 1: 'in' } } }, 2, 'the value at /x is none of 1'],
    ['boolean', { answered: '/x' }, 'maybe', 'must be one of true, false, 1, 0'],
    ['number', { talk_seconds: '/x' }, '1:30', 'must be a number of seconds'],
  ])('with a bad %s says so', (_, fields, x, detail) => {
    const rule = { type: 'call', fields: { call_id: '/id', ...(fields as object) } };
    expect(mapped(rule, { id: 1, x }).wrong).toEqual([
      [expect.stringMatching(/^\/mapping\/0\/fields\//), 'bad_value', detail],
    ]);
  });
  test('that no rule is for is an unknown event; a list that is not there is told', () => {
    expect(mapped({ ...CALL, when: { '/kind': 'call' } }, { id: 1 }).wrong).toEqual([
      ['unknown_event', 'no rule of the mapping applies: /mapping/0 looks at /kind'],
    ]);
    expect(mapped({ ...CALL, each: '/calls' }, { id: 1 }).wrong).toEqual([
      ['/mapping/0/each', 'missing_field', 'the payload has no list at /calls'],
    ]);
  });
  test('with one bad item loses no other; a whole list is a payload too', () => {
    const { events, wrong } = mapped({ ...CALL, each: '/' }, { '': [{ id: 1 }, {}, { id: 3 }] });
    expect([events.map((event) => event.type === 'call' && event.callId), wrong.length]).toEqual([
      ['src/1', 'src/3'],
      1,
    ]);
    expect(mapped({ type: 'call', fields: { call_id: '/0/id' } }, [{ id: 7 }]).events).toMatchObject([
      { callId: 'src/7' },
    ]);
  });
  test('is data and never code', () => {
    const rule = {
      type: 'call',
      fields: { call_id: { from: '/id', values: { constructor: 'x' }, otherwise: 'other' } },
    };
    expect(mapped(rule, { id: 'toString' }).events).toMatchObject([{ callId: 'src/other' }]);
    expect(mapped({ type: 'call', fields: { call_id: '/constructor/name' } }, {}).wrong).toHaveLength(1);
    expect(mapped({ type: 'call', fields: { call_id: '/__proto__/x' } }, {}).wrong).toHaveLength(1);
  });
});

describe('what it yields', () => {
  test('a deal, its amounts, enquiry and origin', () => {
    const fields = {
      ...{ deal_id: '/id', at: { from: '/at', time_zone: 'Asia/Omsk' }, status: { from: '/s', values: { ok: 'won' } } },
      ...{ amount: { from: '/sum', decimal: ',' }, enquiry_id: '/lead', crm_contact_id: '/who', phone: '/phone' },
      ...{ utm_source: { constant: 'Yandex' }, 'client:ym_uid': '/ym', deleted: { constant: false } },
    };
    const payload = {
      id: 5,
      at: '2026-03-02 12:00:00',
      s: 'ok',
      sum: '1\u00a0234,50',
      lead: 'a/1',
      who: 9,
      phone: '89000000142',
      ym: 17,
    };
    expect(mapped({ type: 'deal', fields }, payload).events).toMatchObject([
      {
        ...{ key: 'deal/5/2026-03-02 12:00:00', dealId: 'src/5', status: 'won', deleted: false, enquiryId: 'a/1' },
        ...{
          occurredAt: Date.UTC(2026, 2, 2, 6),
          amount: { amount: '1234.50', currency: 'RUB' },
          filled: ['currency', 'time_zone'],
        },
        ...{ crmContactId: 'src/9', clientIds: { ym_uid: '17' }, statedOrigin: { source: 'Yandex' } },
        personal: { phone: '+79000000142' },
      },
    ]);
    expect(mapped({ type: 'deal', fields: { deal_id: '/id', amount: '/sum' } }, { id: 1, sum: 'x' }).wrong).toEqual([
      ['/mapping/0/fields/amount', 'bad_value', 'no amount in RUB'],
    ]);
  });
  test('an outgoing call names its customer as callee', () => {
    const fields = { call_id: '/id', direction: { constant: 'out' }, caller: '/us', callee: '/them' };
    expect(mapped({ type: 'call', fields }, { id: 1, us: '74990000111', them: '89000000142' }).events).toMatchObject([
      { line: '+74990000111', personal: { phone: '+79000000142' }, filled: ['at'], occurredAt: RECEIVED_AT },
    ]);
  });
  test('without an id of its own the same item is the same event, and its name says nothing', () => {
    const rule = { type: 'identify', fields: { phone: '/phone', email: '/email' } };
    const keys = ['a@b.ru', 'a@b.ru', 'c@d.ru'].map(
      (email) => mapped(rule, { phone: '89000000142', email }).events[0]?.key,
    );
    expect([keys[0] === keys[1], keys[0] === keys[2]]).toEqual([true, false]);
  });
});

test.each<[string, string, string | null]>([
  ['DD.MM.YYYY HH:mm', '02.03.2026 12:14', '2026-03-02 12:14:00.000'],
  ['YYYYMMDD', '20260302', '2026-03-02 00:00:00.000'],
  ['YYYY-MM-DDTHH:mm:ss.SSS', '2026-03-02T12:14:05.123', '2026-03-02 12:14:05.123'],
  ['DD.MM.YYYY', '2.3.2026', null],
  ['DD.MM.YYYY', '02.03.2026 12:00', null],
])('the pattern %s reads %s as %s', (pattern, text, expected) => {
  expect(matchPattern(parsePattern(pattern)!, text)).toBe(expected);
});
test.each(['HH:mm', 'YYYY-MM', 'DD.DD.MM.YYYY', 'x'.repeat(61)])('%s is no pattern', (pattern) => {
  expect(parsePattern(pattern)).toBeNull();
});
