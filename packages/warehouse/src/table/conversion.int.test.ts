import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MODELS } from '@throughline/domain';
import type { Credit, DealConversion, EnquiryConversion, Model, Touchpoint } from '@throughline/domain';
import { conversions } from '../read/conversions.ts';
import { differingConversions } from '../read/differing-conversions.ts';
import { sql } from '../sql/sql.ts';
import { aCall, DAY, DIRECT, HOUR, NOON } from '../test/contents.ts';
import { temporaryWarehouse } from '../test/temporary-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';
import { conversionRow } from './conversion.ts';
import { factRow } from './fact.ts';

let warehouse: Warehouse;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ warehouse, close } = await temporaryWarehouse());
});
afterAll(() => close());

const touch = (id: string, at: number, source: string): Touchpoint => ({
  id,
  at,
  origin: { ...DIRECT, channel: 'Paid Search', source, medium: 'cpc' },
  landingPage: 'shop.example/',
  device: 'mobile',
  country: 'RU',
  city: 'Пермь',
  evidence: 'visit',
  eventId: 'ab'.repeat(16),
});
const credits = (list: readonly Credit[]): Record<Model, readonly Credit[]> =>
  Object.fromEntries(MODELS.map((model) => [model, list])) as Record<Model, readonly Credit[]>;

const deal: DealConversion = {
  kind: 'deal',
  id: 'crm/7',
  person: 'c:7',
  present: true,
  at: NOON,
  end: NOON,
  saleEnd: NOON + DAY,
  source: 'crm',
  status: 'won',
  implied: false,
  impliedIsLead: false,
  originEnquiryId: 'e1',
  leadId: 'e1',
  leadAt: NOON - HOUR,
  isSale: true,
  saleAt: NOON + DAY,
  firstTime: true,
  amount: 999_999_999_999_999,
  costOfGoods: 101,
  costOfGoodsKnown: true,
  rateMissing: false,
  refunds: [
    { id: 'r1', at: NOON + 2 * DAY, amount: 3 },
    { id: 'r2', at: NOON + 3 * DAY, amount: 5 },
  ],
  stage: 'paid',
  pipeline: null,
  manager: 'Анна',
  department: null,
  reason: null,
  items: [{ name: 'shoes', category: null, quantity: 1.5, price: 200 }],
  journey: {
    touchpoints: [touch('v1', NOON - DAY, 'yandex'), touch('v2', NOON - HOUR, 'google')],
    truncated: false,
    credits: credits([
      {
        touch: 0,
        share: 333_333_333,
        saleShare: 333_333_333,
        amount: 333_333_333_333_333,
        costOfGoods: 33,
        refunds: [1, 2],
      },
      {
        touch: 1,
        share: 666_666_667,
        saleShare: 666_666_667,
        amount: 666_666_666_666_666,
        costOfGoods: 68,
        refunds: [2, 3],
      },
    ]),
  },
};
const enquiry: EnquiryConversion = {
  kind: 'enquiry',
  id: 'e1',
  person: 'p:1',
  present: true,
  at: NOON - HOUR,
  isLead: true,
  end: NOON - HOUR,
  enquiryKind: 'call',
  source: 'calltouch',
  manager: null,
  answered: false,
  waitSeconds: 12.5,
  talkSeconds: null,
  mergedIds: ['pbx/1'],
  journey: {
    touchpoints: [],
    truncated: false,
    credits: credits([{ touch: -1, share: 1_000_000_000, saleShare: 0, amount: 0, costOfGoods: 0, refunds: [] }]),
  },
};

test('the latest version of a row replaces the others, merged or not, and nothing is lost on the way', async () => {
  const version = 3n * 2n ** 44n + 5n;
  await warehouse.insert('conversion', [conversionRow({ ...deal, amount: 1 }, 'w', version + 1n)]);
  await warehouse.insert('conversion', [conversionRow(deal, 'w', version + 2n), conversionRow(enquiry, 'w', 1)]);
  await warehouse.insert('conversion', [conversionRow({ ...deal, present: false }, 'w', version)]);
  const read = async () =>
    warehouse.select(sql`SELECT kind, id, toString(version) AS version, present, amount, cost_of_goods, first_time, lead_id,
      toUnixTimestamp64Milli(assumeNotNull(lead_at)) AS lead_at, wait_seconds, answered, manager, refund_amount, item_category, item_quantity,
      touch_source, touch_city, linear_touch, linear_share, linear_amount, linear_refunds
      FROM ${conversions} WHERE workspace = 'w' ORDER BY kind`);
  const expected = [
    expect.objectContaining({
      kind: 'deal',
      version: String(version + 2n),
      present: true,
      amount: '999999999999999',
      cost_of_goods: '101',
      first_time: true,
      lead_id: 'e1',
      lead_at: String(NOON - HOUR),
      wait_seconds: null,
      answered: null,
      manager: 'Анна',
      refund_amount: ['3', '5'],
      item_category: [null],
      item_quantity: [1.5],
      touch_source: ['yandex', 'google'],
      touch_city: ['Пермь', 'Пермь'],
      linear_touch: [0, 1],
      linear_share: [333_333_333, 666_666_667],
      linear_amount: ['333333333333333', '666666666666666'],
      linear_refunds: [
        ['1', '2'],
        ['2', '3'],
      ],
    }),
    expect.objectContaining({
      kind: 'enquiry',
      present: true,
      wait_seconds: 12.5,
      answered: false,
      touch_source: [],
      linear_touch: [-1],
    }),
  ];
  expect(await read()).toEqual(expected);
  await warehouse.merge('conversion');
  expect(await read()).toEqual(expected);
});

test('analysts see credits that sum to the conversion under every model', async () => {
  await warehouse.insert('conversion', [conversionRow(deal, 'mart', 1), conversionRow(enquiry, 'mart', 1)]);
  await warehouse.insert('conversion', [conversionRow({ ...deal, id: 'gone', present: false }, 'mart', 1)]);
  const sums = await warehouse.select<Record<string, string>>(
    sql`SELECT model, kind, toString(sum(share)) AS share, toString(sum(amount)) AS amount, toString(sum(refunded)) AS refunded, groupArray(source) AS sources
      FROM mart.credit WHERE workspace = 'mart' GROUP BY model, kind ORDER BY model, kind`,
  );
  expect(sums).toEqual(
    [...MODELS].sort().flatMap((model) => [
      {
        model,
        kind: 'deal',
        share: '1000000000',
        amount: '999999999999999',
        refunded: '8',
        sources: ['yandex', 'google'],
      },
      { model, kind: 'enquiry', share: '1000000000', amount: '0', refunded: '0', sources: ['(not attributed)'] },
    ]),
  );
  const [counts] = await warehouse.select(
    sql`SELECT (SELECT count() FROM mart.deal WHERE workspace = 'mart') AS deals, (SELECT count() FROM mart.sale WHERE workspace = 'mart') AS sales,
      (SELECT count() FROM mart.enquiry WHERE workspace = 'mart') AS enquiries, (SELECT count() FROM mart.conversion WHERE workspace = 'mart') AS conversions`,
  );
  const leads = await warehouse.select(
    sql`SELECT DISTINCT kind, is_lead FROM mart.credit WHERE workspace = 'mart' ORDER BY kind`,
  );
  expect(leads).toEqual([
    { kind: 'deal', is_lead: false },
    { kind: 'enquiry', is_lead: true },
  ]);
  expect(counts).toEqual({ deals: '1', sales: '1', enquiries: '1', conversions: '2' });
});

test('analysts see a call folded from the winning contents of its phases', async () => {
  const phases = [
    aCall({ id: 'c:1', callId: 'c', at: NOON, line: '+74950000000', customer: 'p:ann', manager: 'A' }),
    aCall({
      id: 'c:2',
      callId: 'c',
      at: NOON + 60_000,
      direction: 'in',
      answered: true,
      talkSeconds: 40.5,
      manager: 'B',
    }),
    aCall({ id: 'c:2', callId: 'c', at: NOON + 60_000, direction: 'in', answered: false, generation: 1 }),
    aCall({ id: 'c:3', callId: 'c', at: NOON - 60_000, retracted: true, manager: 'C' }),
    aCall({ id: 'x', excluded: 'phone' }),
  ];
  await warehouse.insert(
    'fact',
    phases.map((phase, offset) => factRow('calls', phase, { partition: 0, offset })),
  );
  const rows = await warehouse.select(
    sql`SELECT id, toUnixTimestamp64Milli(at) AS at, direction, line, customer, visitor, answered, talk_seconds, manager FROM mart.call WHERE workspace = 'calls'`,
  );
  expect(rows).toEqual([
    {
      id: 'c',
      at: String(NOON),
      direction: 'in',
      line: '+74950000000',
      customer: 'p:ann',
      visitor: null,
      answered: false,
      talk_seconds: null,
      manager: 'A',
    },
  ]);
});

test('rows that are missing or say something else are told, versions aside', async () => {
  const stored = [deal, enquiry, { ...enquiry, id: "o'neil" }];
  await warehouse.insert(
    'conversion',
    stored.map((value) => conversionRow(value, 'diff', 7)),
  );
  const computed = [...stored, { ...enquiry, id: 'missing' }].map((value) => conversionRow(value, 'diff', 0));
  expect((await differingConversions(warehouse, computed)).map(({ id }) => id)).toEqual(['missing']);
  const changed = [
    { ...deal, manager: null },
    { ...enquiry, talkSeconds: 0 },
    { ...enquiry, id: "o'neil", journey: { ...enquiry.journey, truncated: true } },
  ].map((value) => conversionRow(value, 'diff', 7));
  expect((await differingConversions(warehouse, changed)).map(({ id }) => id).sort()).toEqual(
    changed.map(({ id }) => id).sort(),
  );
  expect(await differingConversions(warehouse, [])).toEqual([]);
});
