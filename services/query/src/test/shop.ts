/** A small shop's August, in Moscow time (UTC+3), with numbers that can be added by hand. */
import { at } from './build/at.ts';
import { aDeal, anEnquiry } from './build/conversions.ts';
import { aCost, aVisit } from './build/facts.ts';
import { aTouch, DIRECT } from './build/origins.ts';
import type { Filling } from './warehouse.ts';

const ORGANIC = { channel: 'Organic Search', source: 'google', medium: 'organic', campaign: '(not set)' } as const;

/** e1's journey: paid, organic, direct; e1 and its deal d1 share it. */
const journey = [
  aTouch('2026-08-01T10:00:00Z', {}, { device: 'mobile' }),
  aTouch('2026-08-02T10:00:00Z', ORGANIC),
  aTouch('2026-08-03T10:00:00Z', DIRECT),
];

export const SHOP: Required<Filling> = {
  visits: [
    aVisit('2026-07-31T20:59:59.999Z'), // a millisecond before August in Moscow
    aVisit('2026-07-31T21:00:00.000Z', DIRECT), // August's first
    aVisit('2026-08-01T10:00:00Z', {}, { device: 'mobile' }),
    aVisit('2026-08-02T10:00:00Z', ORGANIC),
    aVisit('2026-08-31T20:59:59.999Z'), // August's last
    aVisit('2026-08-31T21:00:00.000Z'), // September's first
    aVisit('2026-08-15T00:00:00Z', {}, { excluded: 'bot' }),
  ],
  conversions: [
    anEnquiry('e1', '2026-08-03T11:00:00Z', { touches: journey, decay: [1, 2, 4], manager: 'boris' }),
    anEnquiry('e2', '2026-08-10T11:00:00Z', { enquiryKind: 'call', source: 'tracker', isLead: false, manager: 'anna' }),
    anEnquiry('gone', '2026-08-10T11:00:00Z', { present: false }),
    aDeal('d1', '2026-08-04T00:00:00Z', {
      touches: journey,
      decay: [1, 2, 4],
      originEnquiryId: 'e1',
      leadId: 'e1',
      leadAt: at('2026-08-03T11:00:00Z'),
      saleAt: at('2026-08-05T00:00:00Z'),
      firstTime: true,
      amount: 100_00,
      costOfGoods: 40_00,
      refunds: [{ id: 'r1', at: at('2026-09-20T00:00:00Z'), amount: 10_00 }],
      manager: 'anna',
      pipeline: 'retail',
      items: [
        { name: 'lamp', category: 'light', quantity: 1, price: 25_00 },
        { name: 'desk', category: 'furniture', quantity: 3, price: 25_00 },
      ],
    }),
    // An implied enquiry of July, sold in August, that nothing is known to have brought.
    aDeal('d2', '2026-07-30T00:00:00Z', {
      implied: true,
      impliedIsLead: true,
      leadId: 'deal:d2',
      leadAt: at('2026-07-30T00:00:00Z'),
      saleAt: at('2026-08-10T00:00:00Z'),
      amount: 50_00,
    }),
    aDeal('d3', '2026-08-15T00:00:00Z', {
      touches: [aTouch('2026-08-14T00:00:00Z', { campaign: '777' })],
      originEnquiryId: 'e2',
      manager: 'boris',
    }),
  ],
  costs: [
    aCost('2026-08-01', 30_00, { clicks: 10, impressions: 100, campaignId: '777' }),
    aCost('2026-08-02', 5_00, { adSource: 'vk', campaign: 'promo' }),
    aCost('2026-09-01', 99_00),
  ],
};
