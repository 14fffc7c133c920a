import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  arbitraryFacts,
  call,
  DAY,
  deal,
  enquiry,
  FactStore,
  HOUR,
  identify,
  mark,
  money,
  NOON,
  origin,
  refund,
  shuffled,
  visit,
} from '@throughline/testing/facts';
import type { Fact } from '../fact/fact.ts';
import type { NodeId } from '../identity/node.ts';
import { WHOLE } from '../money/split.ts';
import { attributePerson } from './attribute-person.ts';
import type { Conversion, DealConversion, EnquiryConversion } from './conversion.ts';
import { DEFAULT_RUN, MODELS, type RunParameters } from './run.ts';

const SOURCES: RunParameters['sources'] = {
  ct: { rank: 1, role: 'call_tracking' },
  pbx: { rank: 2, role: 'telephony' },
  crm: { rank: 3, role: 'crm' },
};
const RUN: RunParameters = { ...DEFAULT_RUN, sources: SOURCES };
const AT_CONVERSION: RunParameters = { ...RUN, journeyEnd: 'conversion' };

const dealRow = (facts: readonly Fact[], id = 'D', run = RUN): DealConversion => {
  const row = new FactStore(facts).row(`d:${id}`, run);
  if (row?.kind !== 'deal') throw new Error(`no row of deal ${id}`);
  return row;
};
const enquiryRow = (facts: readonly Fact[], id: string, run = RUN): EnquiryConversion => {
  const row = new FactStore(facts).row(`e:${id}`, run);
  if (row?.kind !== 'enquiry') throw new Error(`no row of enquiry ${id}`);
  return row;
};
const touchIds = ({ journey }: Conversion): string[] => journey.touchpoints.map(({ id }) => id);
const ago = (days: number) => NOON - days * DAY;

describe('an enquiry', () => {
  const facts = [
    visit('v:1', { id: 'V', at: ago(1) }),
    enquiry('E', { visitor: 'v:1', phone: 'p:1', source: 'crm', manager: 'ann' }),
  ];
  test('has one row: what it is, its journey, its credit', () => {
    expect(enquiryRow(facts, 'E')).toMatchObject({
      person: 'e:E', present: true, at: NOON, end: NOON, isLead: true, enquiryKind: 'form', source: 'crm', manager: 'ann' }); // prettier-ignore
    const { journey } = enquiryRow(facts, 'E');
    expect(journey.touchpoints).toMatchObject([{ id: 'V', evidence: 'visit', at: ago(1) }]);
    expect(journey.credits.linear).toEqual([
      { touch: 0, share: WHOLE, saleShare: 0, amount: 0, costOfGoods: 0, refunds: [] },
    ]);
  });
  test('without touchpoints is one credit of the whole, not attributed', () => {
    expect(enquiryRow([enquiry('E')], 'E').journey.credits.last_touch).toEqual([
      { touch: -1, share: WHOLE, saleShare: 0, amount: 0, costOfGoods: 0, refunds: [] },
    ]);
  });
  test('ends its journey at its own time with either journey_end', () => {
    expect(enquiryRow(facts, 'E', AT_CONVERSION).end).toBe(NOON);
  });
  test('a claim is credited with the visits of the visitor it names', () => {
    const claimed = [visit('v:1', { id: 'V' }), enquiry('X', { claim: true, visitor: 'v:1', phone: 'p:1' })];
    expect(touchIds(enquiryRow(claimed, 'X'))).toEqual(['V']);
    expect(enquiryRow(claimed, 'X').person).toBe('p:1');
  });
});

describe('rows that are not present say nothing but that', () => {
  test.each<[string, NodeId, Fact[]]>([
    ['spam', 'e:E', [enquiry('E', { spam: true })]],
    ['excluded', 'e:E', [enquiry('E', { excluded: 'bot' })]],
    ['retracted', 'e:E', [enquiry('E', { retracted: true })]],
    ['an outbound call', 'e:C', [call('C', { direction: 'out', customer: 'p:1' })]],
    ['an enquiry only a deal names', 'e:E', [deal('D', { enquiryId: 'E' })]],
    ['an enquiry only a mark names', 'e:E', [mark('E', false)]],
    ['a deal only an enquiry names', 'd:D', [enquiry('E', { dealId: 'D' })]],
    ['a deal only a refund names', 'd:D', [refund('D', 1)]],
    ['a deleted deal', 'd:D', [deal('D', { deleted: true })]],
    ['a merged deal', 'd:D', [deal('D', { mergedInto: 'D2' }), deal('D2')]],
    [
      'the double of a call',
      'e:pbx/1',
      [call('pbx/1', { source: 'pbx', customer: 'p:1' }), call('ct/1', { source: 'ct', customer: 'p:1' })],
    ],
  ])('%s', (_, candidate, facts) => {
    const row = new FactStore(facts).row(candidate, RUN);
    expect(row).toMatchObject({ present: false, person: '', at: 0, journey: { touchpoints: [] } });
    expect(row?.id).toBe(candidate.slice(2));
  });
});

test('a call that a later phase, which names nobody, says is outbound is no touchpoint of its customer', () => {
  const phases = [
    call('C', { customer: 'p:1', statedOrigin: origin('yandex/cpc') }),
    call('C', { at: NOON + 1, direction: 'out' }),
  ];
  expect(touchIds(enquiryRow([phases[0]!, enquiry('E', { phone: 'p:1' })], 'E'))).toEqual(['C']);
  expect(touchIds(enquiryRow([...phases, enquiry('E', { phone: 'p:1' })], 'E'))).toEqual([]);
});

describe('a deal', () => {
  const found = visit('v:1', { id: 'V', at: ago(2) });
  const asked = enquiry('E', { at: ago(1), visitor: 'v:1', phone: 'p:1' });
  const won = (given: Parameters<typeof deal>[1] = {}) =>
    deal('D', { phone: 'p:1', status: 'won', amount: money(1_000), costOfGoods: money(301), ...given });

  test('comes from its enquiry; the journey ends there', () => {
    const after = visit('v:1', { id: 'later', at: NOON - HOUR });
    const row = dealRow([found, asked, after, won({ createdAt: NOON })]);
    expect(row).toMatchObject({
      at: NOON, end: ago(1), saleEnd: ago(1), implied: false, impliedIsLead: false, originEnquiryId: 'E', leadId: 'E', leadAt: ago(1),
      isSale: true, saleAt: NOON, firstTime: true, amount: 1_000, costOfGoods: 301, costOfGoodsKnown: true, rateMissing: false }); // prettier-ignore
    expect(touchIds(row)).toEqual(['V']);
    expect(row.journey.credits.first_touch).toEqual([
      { touch: 0, share: WHOLE, saleShare: WHOLE, amount: 1_000, costOfGoods: 301, refunds: [] },
    ]);
  });
  test('without one is an implied enquiry, and a lead', () => {
    expect(dealRow([won({ createdAt: NOON })])).toMatchObject({
      end: NOON, implied: true, impliedIsLead: true, originEnquiryId: null, leadId: 'deal:D', leadAt: NOON }); // prettier-ignore
  });
  test("an implied enquiry is no lead after another, and nobody's origin", () => {
    const facts = [deal('D', { phone: 'p:1', createdAt: ago(3) }), deal('D2', { phone: 'p:1', createdAt: NOON })];
    expect(dealRow(facts, 'D2')).toMatchObject({
      implied: true,
      impliedIsLead: false,
      leadId: 'deal:D',
      leadAt: ago(3),
    });
  });
  test('an implied enquiry keeps a later enquiry from being a lead', () => {
    expect(
      enquiryRow([deal('D', { phone: 'p:1', createdAt: ago(3) }), enquiry('E', { phone: 'p:1' })], 'E').isLead,
    ).toBe(false);
  });
  test('named by the id of a double comes from what it is part of', () => {
    const calls = [
      call('pbx/1', { source: 'pbx', customer: 'p:1', at: ago(1) }),
      call('ct/1', { source: 'ct', customer: 'p:1', at: ago(1) + 1 }),
    ];
    expect(dealRow([...calls, won({ enquiryId: 'pbx/1' })])).toMatchObject({ originEnquiryId: 'ct/1', end: ago(1) });
  });
  test('comes from the claim enquiry it names, of another person too, as that person has it', () => {
    const facts = [
      enquiry('X', { claim: true, phone: 'p:1', visitor: 'v:1', at: ago(1) }),
      enquiry('ct/1', { source: 'ct', phone: 'p:1', at: ago(1) + 1 }),
      deal('D', { email: 'm:1', enquiryId: 'X' }),
    ];
    expect(dealRow(facts)).toMatchObject({ originEnquiryId: 'ct/1', end: ago(1), person: 'd:D', leadId: null });
    expect(enquiryRow(facts, 'ct/1').present).toBe(true);
    expect(enquiryRow(facts, 'X').present).toBe(false);
  });
  test('not won has no money', () => {
    expect(dealRow([won({ status: 'open' })])).toMatchObject({
      isSale: false,
      saleAt: null,
      amount: 0,
      costOfGoods: 0,
      firstTime: false,
    });
    expect(dealRow([won({ status: 'open' })]).journey.credits.linear).toEqual([
      { touch: -1, share: WHOLE, saleShare: 0, amount: 0, costOfGoods: 0, refunds: [] },
    ]);
  });
  test("the first sale is the person's earliest by (time, deal id), whatever the order of creation", () => {
    const facts = [
      won({ createdAt: ago(9), at: NOON }),
      { ...won({ at: NOON }), dealId: 'A' },
      { ...won({ at: NOON + 1 }), dealId: '0' },
    ];
    expect(['0', 'A', 'D'].map((id) => dealRow(facts, id).firstTime)).toEqual([false, true, false]);
  });
  test('the cost of goods nobody stated is 0 and not known', () => {
    expect(dealRow([won({ costOfGoods: null })])).toMatchObject({ costOfGoods: 0, costOfGoodsKnown: false });
  });

  describe('its stated origin counts where the journey is otherwise empty', () => {
    const stated = won({ statedOrigin: origin('crm-says/cpc'), createdAt: ago(400) });
    test('at its creation, whatever the window', () => {
      expect(dealRow([stated]).journey.touchpoints).toMatchObject([
        { id: 'D', at: ago(400), evidence: 'crm', origin: { source: 'crm-says' } },
      ]);
    });
    test('not beside a visit', () => {
      expect(touchIds(dealRow([found, asked, { ...stated, createdAt: NOON }]))).toEqual(['V']);
    });
    test('nor for an enquiry', () => {
      expect(touchIds(enquiryRow([asked, { ...stated, createdAt: NOON }], 'E'))).toEqual([]);
    });
  });

  describe('with journey_end=conversion', () => {
    const between = visit('v:1', { id: 'between', at: NOON + HOUR });
    const facts = [
      found,
      asked,
      between,
      won({ at: NOON, status: 'open' }),
      deal('D', { at: NOON + 2 * HOUR, status: 'won' }),
    ];
    test("the deal's journey ends at its creation, the sale's at the sale; the row has both", () => {
      const row = dealRow(facts, 'D', AT_CONVERSION);
      expect(row).toMatchObject({ end: NOON, saleEnd: NOON + 2 * HOUR });
      expect(touchIds(row)).toEqual(['V', 'between']);
      expect(row.journey.credits.last_touch).toEqual([
        { touch: 0, share: WHOLE, saleShare: 0, amount: 0, costOfGoods: 0, refunds: [] },
        { touch: 1, share: 0, saleShare: WHOLE, amount: 1_000, costOfGoods: 301, refunds: [] },
      ]);
    });
    test('a side without touchpoints has its whole not attributed', () => {
      const row = dealRow([between, identify(['v:1', 'p:1']), ...facts.slice(3)], 'D', AT_CONVERSION);
      expect(row.journey.credits.last_touch.map(({ touch, share, saleShare }) => [touch, share, saleShare])).toEqual([
        [-1, WHOLE, 0],
        [0, 0, WHOLE],
      ]);
    });
  });

  describe('in another currency', () => {
    const run = { ...RUN, rates: [{ currency: 'USD', date: '2026-08-01', rate: '80' }] };
    const usd = won({ amount: money(100, 'USD'), costOfGoods: money(10, 'USD') });
    test("is converted at the sale's day, a refund at its own; a missing rate is told and counts 0", () => {
      const facts = [usd, refund('D', 0, { id: 'r', at: NOON + DAY, amount: money(50, 'USD') })];
      expect(dealRow([usd], 'D', run)).toMatchObject({ amount: 8_000, costOfGoods: 800, rateMissing: false });
      expect(dealRow(facts, 'D', run)).toMatchObject({
        amount: 8_000,
        rateMissing: true,
        refunds: [{ id: 'r', amount: 0 }],
      });
      expect(dealRow([usd])).toMatchObject({ amount: 0, costOfGoods: 0, rateMissing: true, costOfGoodsKnown: true });
    });
  });
});

describe('over any facts', () => {
  const runs = fc.constantFrom<RunParameters>(
    { ...RUN, hubLimits: { others: 2, visitors: 3 }, rates: [{ currency: 'USD', date: '2026-08-01', rate: '80.125' }] },
    { ...AT_CONVERSION, hubLimits: { others: 2, visitors: 3 } },
    { ...RUN, lookbackDays: 30, skewSeconds: 0, leadUniqueDays: 1 },
  );

  test('order and repetition change no row', () => {
    const delivered = arbitraryFacts.chain((facts) => fc.tuple(fc.constant(facts), shuffled(facts)));
    fc.assert(
      fc.property(delivered, runs, ([facts, again], run) => {
        const store = new FactStore(again);
        for (const row of new FactStore(facts).rows(run)) {
          expect(store.row(`${row.kind === 'deal' ? 'd' : 'e'}:${row.id}`, run)).toEqual(row);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('every candidate has one row, the same from whichever node it is read', () => {
    fc.assert(
      fc.property(arbitraryFacts, runs, (facts, run) => {
        const store = new FactStore(facts);
        const byId = new Map<string, Conversion>();
        for (const candidate of store.candidates()) {
          const row = store.row(candidate, run);
          expect(row).toBeDefined();
          if (row !== undefined) byId.set(`${row.kind} ${row.id}`, row);
        }
        for (const input of store.inputs(store.nodes(), run)) {
          for (const row of attributePerson(input, run)) expect(row).toEqual(byId.get(`${row.kind} ${row.id}`));
        }
      }),
      { numRuns: 60 },
    );
  });

  // Splits over many touchpoints are journey.test.ts's; here it is that the rows keep what they split.
  test('shares sum to the whole, money to what the row says, to the last minor unit', () => {
    fc.assert(
      fc.property(arbitraryFacts, runs, (facts, run) => {
        for (const row of new FactStore(facts).rows(run)) {
          for (const model of MODELS) {
            const credits = row.journey.credits[model];
            const sum = (of: (credit: (typeof credits)[number]) => number): number =>
              credits.reduce((total, one) => total + of(one), 0);
            expect(sum(({ share }) => share)).toBe(row.present ? WHOLE : 0);
            const isSale = row.kind === 'deal' && row.isSale;
            expect(sum(({ saleShare }) => saleShare)).toBe(isSale ? WHOLE : 0);
            expect(sum(({ amount }) => amount)).toBe(isSale ? row.amount : 0);
            expect(sum(({ costOfGoods }) => costOfGoods)).toBe(isSale ? row.costOfGoods : 0);
            if (isSale) row.refunds.forEach((one, i) => expect(sum(({ refunds }) => refunds[i] ?? 0)).toBe(one.amount));
            expect(credits.every(({ share, saleShare }) => share > 0 || saleShare > 0)).toBe(true);
            expect(credits.every(({ touch }) => touch === -1 || row.journey.touchpoints[touch] !== undefined)).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('leads are no more than enquiries; a deal has a lead of its person or none', () => {
    fc.assert(
      fc.property(arbitraryFacts, runs, (facts, run) => {
        const rows = new FactStore(facts).rows(run).filter(({ present }) => present);
        const leads = new Set<string>();
        for (const row of rows) {
          if (row.kind === 'enquiry' && row.isLead) leads.add(row.id);
          if (row.kind === 'deal') expect(row.implied || !row.impliedIsLead).toBe(true);
          if (row.kind === 'deal' && row.impliedIsLead) leads.add(`deal:${row.id}`);
        }
        for (const row of rows) if (row.kind === 'deal' && row.leadId !== null) expect(leads).toContain(row.leadId);
        expect(leads.size).toBeLessThanOrEqual(rows.filter((row) => row.kind === 'enquiry' || row.implied).length);
      }),
      { numRuns: 60 },
    );
  });

  test('a fact about others changes no row', () => {
    const unrelated: Fact[] = [
      enquiry('other', { id: 'other', phone: 'p:other', visitor: 'v:other' }),
      deal('other', { id: 'other', phone: 'p:other', status: 'won' }),
      visit('v:other', { id: 'other' }),
    ];
    fc.assert(
      fc.property(arbitraryFacts, runs, (facts, run) => {
        const after = new FactStore([...facts, ...unrelated]);
        for (const row of new FactStore(facts).rows(run)) {
          expect(after.row(`${row.kind === 'deal' ? 'd' : 'e'}:${row.id}`, run)).toEqual(row);
        }
      }),
      { numRuns: 60 },
    );
  });
});
