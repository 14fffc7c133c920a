import type { EnquiryFact, IdentifyFact, NodeId } from '@throughline/domain';
import { expect, test } from '@jest/globals';
import { enquiry as anEnquiry, identify as anIdentification } from '@throughline/testing/facts';
import { neighboursOfNearHubs } from './near-hubs.ts';

/** Events named by their ids, as the batches here are. */
const identify = (id: string, nodes: NodeId[], more: Partial<IdentifyFact> = {}): IdentifyFact =>
  anIdentification(nodes, { id, eventId: id, ...more });
const enquiry = (id: string, phone: NodeId): EnquiryFact => anEnquiry(id, { eventId: id, phone });
const limits = { others: 2, visitors: 3 };
const emails = (count: number): IdentifyFact[] =>
  Array.from({ length: count }, (_, i) => identify(`f${i}`, ['p:x', `m:${i}`]));
const near = (facts: (IdentifyFact | EnquiryFact)[], batch: string[]): NodeId[] =>
  [...neighboursOfNearHubs(facts, new Set<NodeId>(['p:x']), new Set(batch), limits)].sort();

test('below the limit nobody else is due', () => {
  expect(near(emails(2), ['f0'])).toEqual([]);
});
test('just over the limit every neighbour is due', () => {
  expect(near(emails(3), ['f2'])).toEqual(['m:0', 'm:1', 'm:2', 'p:x']);
});
test('far over the limit nothing changed', () => {
  expect(near(emails(100), ['f0'])).toEqual([]);
});
test('a batch that names many at once may have crossed from below', () => {
  expect(
    near(
      emails(100),
      Array.from({ length: 99 }, (_, i) => `f${i}`),
    ),
  ).toHaveLength(101);
});
test('withdrawn pairs may have brought a count back under the limit', () => {
  const withdrawn = Array.from({ length: 99 }, (_, i) => identify(`w${i}`, ['p:x', `m:${i}`], { withdraw: true }));
  expect(near([...emails(100), ...withdrawn], ['w0'])).toHaveLength(101);
});
test('enquiries and deals are due with the rest, though they make no hub', () => {
  expect(near([...emails(3), enquiry('e1', 'p:x')], ['f2'])).toContain('e:e1');
});
test('claims and enquiries make no hub', () => {
  expect(
    near(
      [...emails(2), identify('c', ['p:x', 'm:9'], { claim: true }), enquiry('e1', 'p:x'), enquiry('e2', 'p:x')],
      ['c'],
    ),
  ).toEqual([]);
});
