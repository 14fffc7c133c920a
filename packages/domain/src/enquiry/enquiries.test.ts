import { describe, expect, test } from '@jest/globals';
import { call, enquiry, mark, MINUTE, NOON, origin, SECOND } from '@throughline/testing/facts';
import type { RunParameters } from '../attribution/run.ts';
import type { PersonFact } from '../fact/fact.ts';
import { enquiriesOf } from './enquiries.ts';

const SOURCES: RunParameters['sources'] = {
  ct: { rank: 1, role: 'call_tracking' },
  pbx: { rank: 2, role: 'telephony' },
  crm: { rank: 3, role: 'crm' },
};
const idsOf = (...facts: PersonFact[]): string[] => enquiriesOf(facts, SOURCES).present.map(({ id }) => id);

describe('an enquiry counts', () => {
  test.each<[string, PersonFact[], string[]]>([
    ['a form', [enquiry('E')], ['E']],
    ['an inbound call, answered or not', [call('C', { answered: false })], ['C']],
    ['not an outbound call', [call('C', { direction: 'out' })], []],
    ['not a call whose direction nobody states', [call('C', { direction: null })], []],
    ['a call a later phase says is outbound: not', [call('C'), call('C', { at: NOON + 1, direction: 'out' })], []],
    ['not an excluded one', [enquiry('E', { excluded: 'bot' }), call('C', { excluded: 'phone' })], []],
    ['not spam', [enquiry('E', { spam: true }), call('C', { spam: true })], []],
    ['not one a mark calls spam', [enquiry('E', { spam: false }), mark('E', true)], []],
    ['one a mark calls none, over its own word', [enquiry('E', { spam: true }), mark('E', false)], ['E']],
    ['by the last mark', [enquiry('E'), mark('E', false, { at: NOON + 2 }), mark('E', true, { at: NOON + 1 })], ['E']],
    [
      'by the last mark, at one time the greater id',
      [enquiry('E'), mark('E', true, { id: 'b' }), mark('E', false, { id: 'a' })],
      [],
    ],
    ['by the last mark that states spam', [enquiry('E'), mark('E', true), mark('E', null, { at: NOON + 1 })], []],
    ['an excluded mark says nothing', [enquiry('E'), mark('E', true, { excluded: 'provider_test' })], ['E']],
    ['a mark before it in time marks it too', [enquiry('E'), mark('E', true, { at: NOON - MINUTE })], []],
  ])('%s', (_, facts, ids) => {
    expect(idsOf(...facts)).toEqual(ids);
  });
});

describe('one call, one enquiry', () => {
  const tracked = (at: number, id = 'ct/1') => call(id, { at, source: 'ct', customer: 'p:1' });
  const rung = (at: number, id = 'pbx/1') => call(id, { at, source: 'pbx', customer: 'p:1' });
  test.each<[string, PersonFact[], string[]]>([
    ['at 120 s', [tracked(NOON), rung(NOON + 120 * SECOND)], ['ct/1']],
    ['not after', [tracked(NOON), rung(NOON + 120 * SECOND + 1)], ['ct/1', 'pbx/1']],
    ['whichever is first', [rung(NOON), tracked(NOON + 120 * SECOND)], ['ct/1']],
    ['not of one source', [tracked(NOON), tracked(NOON + SECOND, 'ct/2')], ['ct/1', 'ct/2']],
    ['not of other callers', [tracked(NOON), call('pbx/1', { source: 'pbx', customer: 'p:2' })], ['ct/1', 'pbx/1']],
    ['not of hidden callers', [call('ct/1', { source: 'ct' }), call('pbx/1', { source: 'pbx' })], ['ct/1', 'pbx/1']],
    [
      'groups are anchored at their earliest',
      [
        tracked(NOON),
        rung(NOON + 100 * SECOND),
        call('crm/1', { at: NOON + 200 * SECOND, source: 'crm', customer: 'p:1' }),
      ],
      ['ct/1', 'crm/1'],
    ],
    [
      'three sources are one',
      [tracked(NOON), rung(NOON + SECOND), call('crm/1', { at: NOON + 2 * SECOND, source: 'crm', customer: 'p:1' })],
      ['ct/1'],
    ],
    [
      'the first group that has none of its source',
      [tracked(NOON), tracked(NOON + SECOND, 'ct/2'), rung(NOON + 2 * SECOND), rung(NOON + 3 * SECOND, 'pbx/2')],
      ['ct/1', 'ct/2'],
    ],
    ['unlisted sources come last', [call('zzz/1', { source: 'zzz', customer: 'p:1' }), rung(NOON + SECOND)], ['pbx/1']],
    [
      'an excluded one is no member',
      [call('ct/1', { source: 'ct', customer: 'p:1', excluded: 'provider_test' }), rung(NOON)],
      ['pbx/1'],
    ],
    ['a call and a form are two', [tracked(NOON), enquiry('E', { source: 'crm', phone: 'p:1' })], ['E', 'ct/1']],
    ['a mark on either is a mark on the one', [tracked(NOON), rung(NOON), mark('pbx/1', true)], []],
    [
      'the last mark on either decides',
      [tracked(NOON), rung(NOON), mark('pbx/1', true), mark('ct/1', false, { at: NOON + 1 })],
      ['ct/1'],
    ],
    [
      'its own word on spam is that of the first in order who gives one',
      [
        { ...tracked(NOON), spam: false },
        { ...rung(NOON), spam: true },
      ],
      ['ct/1'],
    ],
    ['its own word on spam, of whoever gives one', [tracked(NOON), { ...rung(NOON), spam: true }], []],
  ])('%s', (_, facts, ids) => {
    expect(idsOf(...facts)).toEqual(ids);
    expect(idsOf(...facts.toReversed())).toEqual(ids);
  });

  test('time of the earliest, origin from call tracking, waiting, talk and manager from telephony; both ids name it', () => {
    const facts = [
      call('pbx/1', {
        at: NOON,
        source: 'pbx',
        customer: 'p:1',
        answered: true,
        waitSeconds: 3,
        talkSeconds: 30,
        manager: 'ann',
        line: '+7001',
        statedOrigin: origin('x/y'),
      }),
      call('ct/1', {
        at: NOON + SECOND,
        source: 'ct',
        customer: 'p:1',
        answered: false,
        waitSeconds: 9,
        talkSeconds: 90,
        manager: 'bob',
        line: '+7002',
        statedOrigin: origin('yandex/cpc'),
      }),
    ];
    const { present, byMember } = enquiriesOf(facts, SOURCES);
    expect(present).toEqual([
      expect.objectContaining({
        id: 'ct/1',
        at: NOON,
        source: 'ct',
        answered: true,
        waitSeconds: 3,
        talkSeconds: 30,
        manager: 'ann',
        line: '+7002',
        stated: { origin: origin('yandex/cpc'), eventId: facts[1]?.eventId },
      }),
    ]);
    expect(byMember.get('pbx/1')).toBe(present[0]);
    expect(byMember.get('ct/1')).toBe(present[0]);
  });
  test('what the preferred source does not state comes from the next', () => {
    const facts = [
      call('ct/1', { source: 'ct', customer: 'p:1', manager: 'bob' }),
      call('pbx/1', { source: 'pbx', customer: 'p:1', line: '+7001', visitor: 'v:1' }),
    ];
    expect(enquiriesOf(facts, SOURCES).present[0]).toMatchObject({ manager: 'bob', line: '+7001', visitor: 'v:1' });
  });
});

describe('one enquiry of several sources', () => {
  const form = (id: string, source: string, given: Parameters<typeof enquiry>[1] = {}) =>
    enquiry(id, { source, phone: 'p:1', ...given });
  test.each<[string, PersonFact[], string[]]>([
    ['one phone, at 10 min', [form('crm/1', 'crm'), form('ct/1', 'ct', { at: NOON + 10 * MINUTE })], ['ct/1']],
    ['not after', [form('crm/1', 'crm'), form('ct/1', 'ct', { at: NOON + 10 * MINUTE + 1 })], ['crm/1', 'ct/1']],
    [
      'one email',
      [form('crm/1', 'crm', { phone: null, email: 'm:1' }), form('ct/1', 'ct', { phone: 'p:2', email: 'm:1' })],
      ['ct/1'],
    ],
    [
      'neither',
      [form('crm/1', 'crm', { email: 'm:1' }), form('ct/1', 'ct', { phone: 'p:2', email: 'm:2' })],
      ['crm/1', 'ct/1'],
    ],
    [
      'no phone and no email are not the same',
      [form('crm/1', 'crm', { phone: null }), form('ct/1', 'ct', { phone: null })],
      ['crm/1', 'ct/1'],
    ],
    ['not of one source', [form('ct/1', 'ct'), form('ct/2', 'ct')], ['ct/1', 'ct/2']],
    [
      'as the anchor has them, not as another member',
      [
        form('crm/1', 'crm'),
        form('pbx/1', 'pbx', { at: NOON + 1, email: 'm:1' }),
        form('ct/1', 'ct', { at: NOON + 2, phone: null, email: 'm:1' }),
      ],
      ['pbx/1', 'ct/1'],
    ],
  ])('%s', (_, facts, ids) => {
    expect(idsOf(...facts)).toEqual(ids);
  });
});
