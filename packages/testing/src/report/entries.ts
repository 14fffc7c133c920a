import { NOT_ATTRIBUTED, NOT_SET } from '@throughline/domain';
import type {
  Conversion,
  CostFact,
  Credit,
  DealConversion,
  Fact,
  RunParameters,
  Touchpoint,
} from '@throughline/domain';
import { referenceConversions } from '../reference/conversions.ts';
import { dayOf } from '../reference/calendar.ts';
import { convertOn } from '../reference/money.ts';
import { countedVisits, winningFacts } from '../reference/winners.ts';
import { campaignNames, winningCosts } from './cost-rows.ts';
import type { OriginDimension, ReferenceQuery } from './query.ts';

/** What is summed. Credit-weighted counts in billionths, money in minor units, the rest in ones. */
export const SUMMED = [
  'visits',
  'enquiries',
  'leads',
  'deals',
  'sales',
  'first_time_buyers',
  'revenue',
  'cost_of_goods',
  'cost',
  'clicks',
  'impressions',
] as const;
export type Summed = (typeof SUMMED)[number];

/** One thing that falls into one row: a visit, a cost row, or one credit of one conversion. */
export interface Entry {
  readonly origin: Readonly<Record<OriginDimension, string>>;
  readonly day: string;
  /** `null`: a plain date without an hour. */
  readonly at: number | null;
  readonly sums: Readonly<Partial<Record<Summed, bigint>>>;
  readonly isCost: boolean;
  readonly costOfGoodsMissing: boolean;
}

/** Section 5, first paragraph: everything that may fall into a row, whatever its date. */
export function entriesOf(contents: readonly Fact[], run: RunParameters, query: ReferenceQuery): Entry[] {
  const asked: RunParameters = {
    ...run,
    journeyEnd: query.journeyEnd ?? run.journeyEnd,
    lookbackDays: query.lookbackDays ?? run.lookbackDays,
  };
  const facts = winningFacts(contents);
  const costs = winningCosts(facts);
  const naming = campaignNames(costs);
  const entryAt = (at: number, touch: Origins, sums: Entry['sums'], costOfGoodsMissing = false): Entry => ({
    origin: named(touch, naming),
    day: dayOf(at, query.tz),
    at,
    sums,
    isCost: false,
    costOfGoodsMissing,
  });
  return [
    ...countedVisits(facts).map((visit) => entryAt(visit.at, dimensionsOf(visit), { visits: 1n })),
    ...costs.map((row) => ofCost(row, run, naming)),
    ...referenceConversions(contents, asked).flatMap((row) => ofConversion(row, query, entryAt)),
  ];
}

type Origins = Readonly<Record<OriginDimension, string>>;
type Naming = ReturnType<typeof campaignNames>;

const dimensionsOf = (touch: Omit<Touchpoint, 'id' | 'evidence' | 'at' | 'eventId'>): Origins => ({
  channel: touch.origin.channel,
  source: touch.origin.source,
  medium: touch.origin.medium,
  campaign: touch.origin.campaign,
  ad_group: touch.origin.adGroup,
  term: touch.origin.term,
  content: touch.origin.content,
  landing_page: touch.landingPage,
  device: touch.device,
  country: touch.country,
  city: touch.city,
});

/** Section 3: "every origin dimension of that row has this value". */
const WITHOUT_TOUCHPOINT: Origins = {
  channel: NOT_ATTRIBUTED,
  source: NOT_ATTRIBUTED,
  medium: NOT_ATTRIBUTED,
  campaign: NOT_ATTRIBUTED,
  ad_group: NOT_ATTRIBUTED,
  term: NOT_ATTRIBUTED,
  content: NOT_ATTRIBUTED,
  landing_page: NOT_ATTRIBUTED,
  device: NOT_ATTRIBUTED,
  country: NOT_ATTRIBUTED,
  city: NOT_ATTRIBUTED,
};

const named = (origin: Origins, naming: Naming): Origins => ({
  ...origin,
  campaign: naming(origin.source, origin.campaign),
});

/** "V, A, C, I belong to their own origin." A dimension a cost row cannot state is `(not set)`. */
function ofCost(row: CostFact, run: RunParameters, naming: Naming): Entry {
  const cost = convertOn(row.cost, row.date, run);
  return {
    origin: named(
      {
        channel: channelOf(row),
        source: row.adSource,
        medium: row.medium,
        campaign: row.campaign,
        ad_group: row.adGroup,
        term: row.keyword,
        content: NOT_SET,
        landing_page: NOT_SET,
        device: NOT_SET,
        country: NOT_SET,
        city: NOT_SET,
      },
      naming,
    ),
    day: row.date,
    at: null,
    sums: {
      ...(cost === null ? {} : { cost }),
      ...(row.clicks === null ? {} : { clicks: BigInt(row.clicks) }),
      ...(row.impressions === null ? {} : { impressions: BigInt(row.impressions) }),
    },
    isCost: true,
    costOfGoodsMissing: false,
  };
}

/** Section 2, Channel, for the few origins that generated cost rows have. */
function channelOf({ adSource, medium }: CostFact): string {
  const paid = ['cpc', 'ppc', 'paidsearch', 'paid', 'sem'].includes(medium);
  if (paid && ['yandex', 'google', 'bing'].includes(adSource)) return 'Paid Search';
  if (paid && ['vk', 'facebook', 'telegram', 'ok'].includes(adSource)) return 'Paid Social';
  if (['display', 'banner', 'cpm'].includes(medium)) return 'Display';
  if (['affiliate', 'cpa', 'partner'].includes(medium)) return 'Affiliate';
  if (paid) return 'Paid Other';
  throw new Error(`the reference knows no channel for a cost of ${adSource}/${medium}`);
}

type EntryAt = (at: number, touch: Origins, sums: Entry['sums'], costOfGoodsMissing?: boolean) => Entry;

function ofConversion(row: Conversion, query: ReferenceQuery, entryAt: EntryAt): Entry[] {
  if (!row.present) return [];
  return row.journey.credits[query.model].flatMap((credit) => {
    const touch = row.journey.touchpoints[credit.touch];
    const origin = touch === undefined ? WITHOUT_TOUCHPOINT : dimensionsOf(touch);
    const share = BigInt(credit.share);
    // `touch`: "each credit, a refund's too, on the date of its touchpoint (not attributed: its own)"
    const dated = (own: number): number => (query.dateMode === 'touch' && touch !== undefined ? touch.at : own);
    if (row.kind === 'deal')
      return ofDeal(row, credit, query, dated, (at, sums, missing) => entryAt(at, origin, sums, missing));
    return [entryAt(dated(row.at), origin, { enquiries: share, ...(row.isLead ? { leads: share } : {}) })];
  });
}

/**
 * `sale`: "each fact on its own date"; `lead`: "deals, sales, first-time buyers, revenue, refunds and cost of goods on the
 * date of the deal's lead, the rest on their own"; "`refunds=sale_date` moves it to the sale's".
 */
function ofDeal(
  deal: DealConversion,
  credit: Credit,
  query: ReferenceQuery,
  dated: (own: number) => number,
  entry: (at: number, sums: Entry['sums'], costOfGoodsMissing?: boolean) => Entry,
): Entry[] {
  const own = (at: number): number => dated(query.dateMode === 'lead' ? (deal.leadAt ?? at) : at);
  const entries: Entry[] = [];
  const share = BigInt(credit.share);
  const saleShare = BigInt(credit.saleShare);
  if (share !== 0n) {
    // An implied enquiry is an enquiry: E and L stay on their own date, that of the deal's creation.
    if (deal.implied)
      entries.push(entry(dated(deal.at), { enquiries: share, ...(deal.impliedIsLead ? { leads: share } : {}) }));
    entries.push(entry(own(deal.at), { deals: share }));
  }
  if (saleShare !== 0n && deal.saleAt !== null) {
    const { saleAt } = deal;
    entries.push(
      entry(
        own(saleAt),
        {
          sales: saleShare,
          revenue: BigInt(credit.amount),
          cost_of_goods: BigInt(credit.costOfGoods),
          ...(deal.firstTime ? { first_time_buyers: saleShare } : {}),
        },
        !deal.costOfGoodsKnown,
      ),
    );
    for (const [i, refund] of deal.refunds.entries()) {
      const at = query.refunds === 'sale_date' ? saleAt : refund.at;
      entries.push(entry(own(at), { revenue: -BigInt(credit.refunds[i] ?? 0) }));
    }
  }
  return entries;
}
