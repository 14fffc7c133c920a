import { expect, test } from '@jest/globals';
import { call, deal, enquiry, identify, mark, NOON, number, refund, visit } from '@throughline/testing/facts';
import type { Fact } from '../fact/fact.ts';
import { linesOf, nodesOf } from './nodes-of.ts';

test.each<[string, Fact, string[]]>([
  ['a visit its visitor', visit('v:1'), ['v:1']],
  ['an identification its nodes, once', identify(['v:1', 'p:1', 'v:1']), ['v:1', 'p:1']],
  [
    'an enquiry itself, its identifiers and its deal',
    enquiry('E', { visitor: 'v:1', phone: 'p:1', email: 'm:1', contact: 'c:1', dealId: 'D', clientIds: ['k:ga:1'] }),
    ['e:E', 'p:1', 'm:1', 'c:1', 'v:1', 'k:ga:1', 'd:D'],
  ],
  ['an inbound call itself and the customer', call('C', { customer: 'p:1' }), ['e:C', 'p:1']],
  [
    'an outbound call too, for its phases to be found',
    call('C', { direction: 'out', customer: 'p:1' }),
    ['e:C', 'p:1'],
  ],
  [
    'a deal what it refers to',
    deal('D', { enquiryId: 'E', mergedInto: 'D2', contact: 'c:1' }),
    ['d:D', 'c:1', 'e:E', 'd:D2'],
  ],
  ['a deal nothing for what it clears', deal('D', { enquiryId: null, mergedInto: null }), ['d:D']],
  ['a refund its deal', refund('D', 1), ['d:D']],
  ['a mark its enquiry', mark('E', true), ['e:E']],
  ['a number nobody', number('+7495', NOON, null), []],
])('%s', (_, fact, nodes) => {
  expect(nodesOf(fact)).toEqual(nodes);
});

test('lines are those of calls and numbers', () => {
  expect([call('C', { line: '+7495' }), call('C'), number('+7812', NOON, null), visit('v:1')].map(linesOf)).toEqual([
    ['+7495'],
    [],
    ['+7812'],
    [],
  ]);
});
