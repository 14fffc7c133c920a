import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, deal, enquiry, HOUR, NOON } from '@throughline/testing/facts';
import type { Enquiries } from '../enquiry/enquiries.ts';
import { enquiriesOf } from '../enquiry/enquiries.ts';
import { compareMoments } from '../fact/order.ts';
import type { Deal } from './deal.ts';
import { foldDeals } from './fold-deals.ts';
import { leadOfDeal, leadsOf } from './leads.ts';
import { originEnquiry } from './origin-enquiry.ts';

const at = (id: string, ms: number) => ({ id, at: NOON + ms });

test.each([
  ['the first', [at('a', 0)], ['a']],
  ['not within 30 days', [at('a', 0), at('b', 30 * DAY - 1)], ['a']],
  ['exactly 30 days later', [at('a', 0), at('b', 30 * DAY)], ['a', 'b']],
  ['one that is no lead blocks too', [at('a', 0), at('b', 20 * DAY), at('c', 40 * DAY)], ['a']],
  ['at one time the least id', [at('b', 0), at('a', 0)], ['a']],
  ['by bytes', [at('\u{1F600}', 0), at('\uFFFD', 0)], ['\uFFFD']],
])('leads: %s', (_, enquiries, leads) => {
  expect(leadsOf(enquiries, 30).map(({ id }) => id)).toEqual(leads);
});

test('a lead is an enquiry without an earlier one in (t - days, t]', () => {
  const enquiries = fc.uniqueArray(
    fc.record({ id: fc.nat(30).map(String), at: fc.integer({ min: 0, max: 6 }).map((n) => n * DAY) }),
    {
      selector: ({ id }) => id,
    },
  );
  fc.assert(
    fc.property(enquiries, fc.integer({ min: 0, max: 4 }), (enquiries, days) => {
      const isLead = (one: { id: string; at: number }): boolean =>
        !enquiries.some((other) => compareMoments(other, one) < 0 && other.at > one.at - days * DAY);
      const expected = enquiries.filter(isLead);
      expect(leadsOf(enquiries, days)).toEqual(expected.sort(compareMoments));
    }),
  );
});

test.each([
  ['at it', at('e', 0), 'e'],
  ['before it', at('f', DAY), 'e'],
  ['at one time by id', at('d', 0), null],
  ['none before it', at('a', -DAY), null],
])("a deal's lead: %s", (_, origin, lead) => {
  expect(leadOfDeal([at('e', 0), at('z', 40 * DAY)], origin)?.id ?? null).toBe(lead);
});

describe('the origin enquiry', () => {
  const told = (...list: [string, number][]): Enquiries =>
    enquiriesOf(
      list.map(([id, ms]) => enquiry(id, { at: NOON + ms })),
      {},
    );
  const created = (given: Parameters<typeof deal>[1] = {}): Deal => {
    const [folded] = foldDeals([deal('D', given)]);
    if (folded === undefined) throw new Error('no deal');
    return folded;
  };
  test.each<[string, Enquiries, Parameters<typeof deal>[1], string | null]>([
    ['the one it names, however old', told(['old', -300 * DAY], ['new', 0]), { enquiryId: 'old' }, 'old'],
    ['the one it names, even later', told(['late', 9 * DAY], ['new', 0]), { enquiryId: 'late' }, 'late'],
    ['unknown: as if not named', told(['new', 0]), { enquiryId: 'unknown' }, 'new'],
    ['the latest before', told(['a', -2 * DAY], ['b', -DAY]), {}, 'b'],
    ['at the creation itself', told(['a', -2 * DAY], ['b', 0]), {}, 'b'],
    ['at one time the greater id', told(['a', -DAY], ['b', -DAY]), {}, 'b'],
    ['exactly lead_unique_days before', told(['a', -30 * DAY]), {}, 'a'],
    ['not before that', told(['a', -30 * DAY - 1]), {}, null],
    ['else the earliest after', told(['a', 2], ['b', 1]), {}, 'b'],
    ['up to an hour after', told(['a', HOUR]), {}, 'a'],
    ['not later', told(['a', HOUR + 1]), {}, null],
    ['before goes before after', told(['a', -29 * DAY], ['b', 1]), {}, 'a'],
    ['none', told(), {}, null],
  ])('%s', (_, own, given, expected) => {
    expect(originEnquiry(created(given), own, [], 30)?.id ?? null).toBe(expected);
  });
  test("one it names among another person's", () => {
    expect(originEnquiry(created({ enquiryId: 'x' }), told(['a', 0]), [told(['x', -DAY])], 30)?.id).toBe('x');
  });
  test("an unnamed one of another person is none's", () => {
    expect(originEnquiry(created(), told(), [told(['x', -DAY])], 30)).toBeNull();
  });
});
