import { describe, expect, test } from '@jest/globals';
import { call, deal, enquiry, FactStore, HOUR, identify, mark, NOON, refund } from '@throughline/testing/facts';
import { DEFAULT_RUN, type RunParameters } from '../attribution/run.ts';
import type { PersonFact } from '../fact/fact.ts';
import { MAX_DEPTH } from './identity-graph.ts';
import type { NodeId } from './node.ts';

const RUN: RunParameters = { ...DEFAULT_RUN, hubLimits: { others: 2, visitors: 3 } };
const personOf = (seed: NodeId, facts: readonly PersonFact[]) => {
  const found = new FactStore(facts).persons([seed], RUN).find(({ nodes }) => nodes.has(seed));
  if (found === undefined) throw new Error(`${seed} is in no person`);
  return found;
};
const nodes = (seed: NodeId, facts: readonly PersonFact[]): string[] => [...personOf(seed, facts).nodes].sort();
const attached = (seed: NodeId, facts: readonly PersonFact[]) => personOf(seed, facts).attachedVisitors;
const later = { at: NOON + HOUR };
const latest = { at: NOON + 2 * HOUR };

describe('what joins', () => {
  test.each<[string, PersonFact[], string[]]>([
    ['nothing: a person of its own', [], ['p:1']],
    ['an identification', [identify(['v:1', 'p:1'])], ['p:1', 'v:1']],
    [
      'an enquiry and all it names',
      [enquiry('E', { phone: 'p:1', visitor: 'v:1', dealId: 'D' })],
      ['d:D', 'e:E', 'p:1', 'v:1'],
    ],
    ['an inbound call', [call('C', { customer: 'p:1', visitor: 'v:1' })], ['e:C', 'p:1', 'v:1']],
    [
      'an outbound call, itself not',
      [call('C', { direction: 'out', customer: 'p:1', clientIds: ['k:ga:1'] })],
      ['k:ga:1', 'p:1'],
    ],
    ['a call whose direction nobody states, itself not', [call('C', { direction: null, customer: 'p:1' })], ['p:1']],
    ['a deal', [deal('D', { phone: 'p:1', enquiryId: 'E' })], ['d:D', 'e:E', 'p:1']],
    [
      'every change of a deal',
      [deal('D', { phone: 'p:1' }), deal('D', { ...later, phone: 'p:2' })],
      ['d:D', 'p:1', 'p:2'],
    ],
    [
      'merged deals',
      [deal('D', { phone: 'p:1', mergedInto: 'D2' }), deal('D2', { email: 'm:1' })],
      ['d:D', 'd:D2', 'm:1', 'p:1'],
    ],
    ['an excluded fact', [identify(['v:1', 'p:1'], { excluded: 'bot' })], ['p:1', 'v:1']],
    ['spam', [enquiry('E', { phone: 'p:1', visitor: 'v:1', spam: true })], ['e:E', 'p:1', 'v:1']],
    ['not a retracted fact', [identify(['v:1', 'p:1'], { retracted: true })], ['p:1']],
    [
      'not a losing content',
      [identify(['v:1', 'p:1'], { id: 'x', generation: 0 }), identify(['v:1', 'p:2'], { id: 'x', generation: 1 })],
      ['p:1'],
    ],
    ['not a mark or a refund', [mark('E', true), refund('D', 1)], ['p:1']],
  ])('%s', (_, facts, expected) => {
    expect(nodes('p:1', facts)).toEqual(expected);
  });

  test('of a call the last stated customer and visitor, not those of each phase', () => {
    const phases = [
      call('C', { customer: 'p:1', visitor: 'v:1' }),
      call('C', { ...later, customer: 'p:2', visitor: null }),
    ];
    expect(nodes('p:1', phases)).toEqual(['p:1']);
    expect(nodes('p:2', phases)).toEqual(['e:C', 'p:2', 'v:1']);
  });
  test("a hidden caller's call is of nobody but its own node", () => {
    expect(nodes('e:C', [call('C')])).toEqual(['e:C']);
  });
  test('the id is the least node by UTF-8 bytes', () => {
    expect(personOf('p:1', [identify(['v:\u{1F600}', 'v:\uFFFD', 'p:1'])]).id).toBe('p:1');
    expect(personOf('v:\u{1F600}', [identify(['v:\u{1F600}', 'v:\uFFFD'])]).id).toBe('v:\uFFFD');
  });
});

describe('hubs (limits: 2 of one kind of others, 3 visitors)', () => {
  const withPhones = (...phones: NodeId[]) => phones.map((phone) => identify(['m:1', phone]));
  test.each<[string, NodeId, PersonFact[], string[]]>([
    ['at the limit none', 'm:1', withPhones('p:1', 'p:2'), ['m:1', 'p:1', 'p:2']],
    ['over it one', 'm:1', withPhones('p:1', 'p:2', 'p:3'), ['m:1']],
    ['seen from a neighbour', 'p:1', withPhones('p:1', 'p:2', 'p:3'), ['p:1']],
    [
      'kinds are counted apart',
      'm:1',
      [...withPhones('p:1', 'p:2'), identify(['m:1', 'c:1']), identify(['m:1', 'c:2'])],
      ['c:1', 'c:2', 'm:1', 'p:1', 'p:2'],
    ],
    ['one other, often', 'm:1', withPhones('p:1', 'p:1', 'p:1'), ['m:1', 'p:1']],
    [
      'visitors at their limit',
      'p:1',
      [identify(['p:1', 'v:1', 'v:2']), identify(['p:1', 'k:ga:1'])],
      ['k:ga:1', 'p:1', 'v:1', 'v:2'],
    ],
    [
      'visitors over it: client ids count as visitors',
      'p:1',
      [identify(['p:1', 'v:1', 'v:2']), identify(['p:1', 'k:ga:1', 'k:ga:2'])],
      ['p:1'],
    ],
    [
      'a client id may be one',
      'k:ga:1',
      ['p:1', 'p:2', 'p:3'].map((phone) => identify(['k:ga:1', phone as NodeId])),
      ['k:ga:1'],
    ],
    [
      'enquiries and deals make none',
      'p:1',
      ['A', 'B', 'C', 'D'].map((id) => enquiry(id, { phone: 'p:1' })),
      ['e:A', 'e:B', 'e:C', 'e:D', 'p:1'],
    ],
    [
      'a deal is none',
      'd:D',
      ['p:1', 'p:2', 'p:3'].map((phone) => deal('D', { phone: phone as NodeId })),
      ['d:D', 'p:1', 'p:2', 'p:3'],
    ],
    [
      'what names only a hub is a person of its own',
      'e:E',
      [...withPhones('p:1', 'p:2', 'p:3'), enquiry('E', { email: 'm:1' })],
      ['e:E'],
    ],
    [
      'the other nodes of a fact that names a hub join each other',
      'p:1',
      [...withPhones('p:1', 'p:2', 'p:3'), enquiry('E', { email: 'm:1', phone: 'p:1', visitor: 'v:1' })],
      ['e:E', 'p:1', 'v:1'],
    ],
    [
      'a withdrawn pair does not count',
      'm:1',
      [...withPhones('p:1', 'p:2', 'p:3'), identify(['m:1', 'p:3'], { ...later, withdraw: true })],
      ['m:1', 'p:1', 'p:2'],
    ],
    [
      'a claim does not count',
      'm:1',
      [...withPhones('p:1', 'p:2'), identify(['m:1', 'p:3'], { claim: true })],
      ['m:1', 'p:1', 'p:2'],
    ],
    [
      'a retracted fact does not count',
      'm:1',
      [...withPhones('p:1', 'p:2'), identify(['m:1', 'p:3'], { retracted: true })],
      ['m:1', 'p:1', 'p:2'],
    ],
    [
      'the last phase of a call counts',
      'm:1',
      [identify(['m:1', 'p:1']), call('A', { customer: 'p:1' }), call('A', { ...later, customer: 'p:2' })],
      ['m:1', 'p:1'],
    ],
  ])('%s', (_, seed, facts, expected) => {
    expect(nodes(seed, facts)).toEqual(expected);
  });
});

describe('withdrawals', () => {
  const linked = identify(['v:1', 'p:1']);
  const withdrawn = identify(['v:1', 'p:1'], { ...later, withdraw: true });
  const byPerson = identify(['v:1', 'p:1'], { ...later, withdraw: true, manual: true });
  test.each<[string, PersonFact[], string[]]>([
    ['takes identifications back', [linked, withdrawn], ['p:1']],
    ['whatever the order of arrival', [withdrawn, linked], ['p:1']],
    ['of identifications before it only', [withdrawn, identify(['v:1', 'p:1'], latest)], ['p:1', 'v:1']],
    [
      'at one time the greater id decides',
      [identify(['v:1', 'p:1'], { id: 'a' }), identify(['v:1', 'p:1'], { id: 'b', withdraw: true })],
      ['p:1'],
    ],
    [
      'at one time the greater id decides, a link too',
      [identify(['v:1', 'p:1'], { id: 'b' }), identify(['v:1', 'p:1'], { id: 'a', withdraw: true })],
      ['p:1', 'v:1'],
    ],
    ['leaves other pairs', [identify(['v:1', 'p:1', 'm:1']), withdrawn], ['m:1', 'p:1', 'v:1']],
    [
      'leaves the edges of calls',
      [linked, withdrawn, call('C', { direction: 'out', customer: 'p:1', visitor: 'v:1' })],
      ['p:1', 'v:1'],
    ],
    [
      'by a person takes the edges of calls',
      [linked, byPerson, call('C', { direction: 'out', customer: 'p:1', visitor: 'v:1' })],
      ['p:1'],
    ],
    ['by a person outlasts later identifications', [byPerson, identify(['v:1', 'p:1'], latest)], ['p:1']],
    [
      'by a person, until a person links again',
      [byPerson, identify(['v:1', 'p:1'], { ...latest, manual: true })],
      ['p:1', 'v:1'],
    ],
    [
      'by a person is of that pair only: the enquiry joins both',
      [byPerson, enquiry('E', { phone: 'p:1', visitor: 'v:1' })],
      ['e:E', 'p:1', 'v:1'],
    ],
    [
      'claimed withdraws nothing',
      [linked, identify(['v:1', 'p:1'], { ...later, withdraw: true, claim: true })],
      ['p:1', 'v:1'],
    ],
    [
      'a claimed link does not undo one',
      [linked, withdrawn, identify(['v:1', 'p:1'], { ...latest, claim: true })],
      ['p:1'],
    ],
    ['retracted withdraws nothing', [linked, { ...withdrawn, retracted: true }], ['p:1', 'v:1']],
  ])('%s', (_, facts, expected) => {
    expect(nodes('p:1', facts)).toEqual(expected);
  });
});

describe('claims', () => {
  const claim = (given: Parameters<typeof enquiry>[1] = {}) => enquiry('X', { claim: true, visitor: 'v:1', ...given });
  const hub = ['m:1', 'm:2', 'm:3'].map((email) => identify(['p:1', email as NodeId]));
  const owner = (facts: readonly PersonFact[]): string[] =>
    new FactStore(facts)
      .persons(['e:X'], RUN)
      .filter((person) => person.facts.some((fact) => fact.type === 'enquiry'))
      .map(({ id }) => id);

  test.each<[string, PersonFact[], string]>([
    ['of the phone', [claim({ phone: 'p:1', email: 'm:9', contact: 'c:9' })], 'p:1'],
    ['else of the email', [claim({ email: 'm:9', contact: 'c:9' })], 'm:9'],
    ['else of the contact', [claim({ contact: 'c:9' })], 'c:9'],
    ['else with its visitor', [claim()], 'v:1'],
    ['a hub is passed over', [...hub, claim({ phone: 'p:1', email: 'm:9' })], 'm:9'],
    ['a hub is passed over, to the visitor', [...hub, claim({ phone: 'p:1' })], 'v:1'],
    ['nothing left: of its own', [...hub, claim({ phone: 'p:1', visitor: null })], 'e:X'],
    ['client ids alone hold none', [claim({ visitor: null, clientIds: ['k:ga:1'] })], 'e:X'],
    [
      'of the phone, though another names it by id',
      [claim({ phone: 'p:1' }), deal('D', { enquiryId: 'X', email: 'm:9' })],
      'p:1',
    ],
  ])('an enquiry is %s', (_, facts, expected) => {
    expect(owner(facts)).toEqual([expected]);
  });

  test('joins nobody', () => {
    const facts = [claim({ phone: 'p:1', email: 'm:9' })];
    expect(nodes('p:1', facts)).toEqual(['p:1']);
    expect(nodes('v:1', facts)).toEqual(['v:1']);
  });
  test('attaches its visitor to each person it was named with', () => {
    const facts = [claim({ phone: 'p:1', email: 'm:9', clientIds: ['k:ga:1'] }), identify(['v:1', 'c:1'])];
    expect(attached('p:1', facts)).toEqual(['k:ga:1', 'v:1']);
    expect(attached('m:9', facts)).toEqual(['k:ga:1', 'v:1']);
    expect(nodes('p:1', facts)).toEqual(['p:1']);
    expect(nodes('c:1', facts)).toEqual(['c:1', 'v:1']);
  });
  test('an identification attaches too; a visitor of the person itself is no attachment', () => {
    const facts = [
      identify(['v:1', 'p:1'], { claim: true }),
      identify(['v:2', 'p:1'], { claim: true }),
      identify(['v:2', 'p:1']),
    ];
    expect(attached('p:1', facts)).toEqual(['v:1']);
  });
  test('a hub visitor is attached to nobody', () => {
    const visitorHub = ['m:1', 'm:2', 'm:3'].map((email) => identify(['v:1', email as NodeId]));
    expect(attached('p:1', [...visitorHub, claim({ phone: 'p:1' })])).toEqual([]);
  });
  test.each<[string, Partial<Parameters<typeof identify>[1]>, string[], string[]]>([
    ['of identifications: a claimed identification attaches no more, an enquiry does', {}, [], ['v:1']],
    ['by a person: neither attaches', { manual: true }, [], []],
  ])('a withdrawal %s', (_, how, byIdentification, byEnquiry) => {
    const withdrawal = identify(['v:1', 'p:1'], { ...later, withdraw: true, ...how });
    expect(attached('p:1', [withdrawal, identify(['v:1', 'p:1'], { ...latest, claim: true })])).toEqual(
      byIdentification,
    );
    expect(attached('p:1', [withdrawal, claim({ phone: 'p:1' })])).toEqual(byEnquiry);
  });
  test('a claimed deal, call, mark or refund is no fact', () => {
    const facts = [
      deal('D', { phone: 'p:1', claim: true }),
      call('C', { customer: 'p:1', claim: true }),
      mark('C', true, { claim: true }),
    ];
    expect(personOf('p:1', facts)).toMatchObject({ facts: [], id: 'p:1' });
  });
  test("its marks are its owner's facts", () => {
    expect(
      personOf('p:1', [claim({ phone: 'p:1' }), mark('X', true)])
        .facts.map(({ type }) => type)
        .sort(),
    ).toEqual(['enquiry', 'mark']);
  });
  test('a person that names it refers to its owner, whole', () => {
    const facts = [
      claim({ phone: 'p:1' }),
      enquiry('E', { phone: 'p:1' }),
      deal('D', { enquiryId: 'X', email: 'm:9' }),
    ];
    const [referenced] = personOf('d:D', facts).referenced;
    expect(referenced).toMatchObject({ id: 'e:E', referenced: [] });
    expect(referenced?.facts.map(({ id }) => id).sort()).toEqual(['E', 'X']);
    expect(personOf('p:1', facts).referenced).toEqual([]);
  });
});

describe('reach', () => {
  const facts = [
    enquiry('X', { claim: true, phone: 'p:1', visitor: 'v:1' }),
    deal('D', { enquiryId: 'X', email: 'm:9' }),
    identify(['p:1', 'c:1']),
  ];
  const ids = (seed: NodeId, reach: 'rows' | 'affected'): string[] =>
    new FactStore(facts).persons([seed], RUN, reach).map(({ id }) => id);
  test('rows: the person of the seed, and the owner of a claim enquiry', () => {
    expect(ids('c:1', 'rows')).toEqual(['c:1']);
    expect(ids('v:1', 'rows')).toEqual(['v:1']);
    expect(ids('e:X', 'rows')).toEqual(['c:1', 'd:D']);
  });
  test('affected: also whom a claim ties to it, either way', () => {
    expect(ids('v:1', 'affected')).toEqual(['c:1', 'd:D', 'v:1']);
    expect(ids('c:1', 'affected')).toEqual(['c:1', 'd:D', 'v:1']);
  });
});

describe('the walk', () => {
  const chain = (length: number) =>
    Array.from({ length }, (_, i) =>
      identify([i % 2 === 0 ? `p:${i}` : `v:${i}`, i % 2 === 0 ? `v:${i + 1}` : `p:${i + 1}`]),
    );
  test('a hop costs one read', () => {
    const store = new FactStore(chain(20));
    expect(store.persons(['p:0'], RUN)[0]?.nodes.size).toBe(21);
    expect(store.rounds).toBe(21);
  });
  test('a hop over calls too, though their phases are read', () => {
    const calls = Array.from({ length: 20 }, (_, i) =>
      call(`C${i}`, { customer: `p:${i % 2 === 0 ? i : i + 1}`, visitor: `v:${i % 2 === 0 ? i + 1 : i}` }),
    );
    const store = new FactStore(calls);
    expect(store.persons(['p:0'], RUN)[0]?.nodes.size).toBe(41);
    expect(store.rounds).toBeLessThanOrEqual(23);
  });
  test('is bounded: a longer person is cut', () => {
    const store = new FactStore(chain(100));
    expect(store.persons(['p:0'], RUN)[0]?.nodes.size).toBe(MAX_DEPTH);
    expect(store.rounds).toBe(MAX_DEPTH);
  });
  test('does not walk through a hub', () => {
    const facts = ['p:1', 'p:2', 'p:3'].flatMap((phone) => [
      identify(['m:1', phone as NodeId]),
      identify([phone as NodeId, `v:${phone}`]),
    ]);
    expect(nodes('v:p:1', facts)).toEqual(['p:1', 'v:p:1']);
  });
  test('no seed, no read', () => {
    const store = new FactStore([]);
    expect(store.persons([], RUN)).toEqual([]);
    expect(store.rounds).toBe(0);
  });
});
