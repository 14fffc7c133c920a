import { NOT_SET } from '@throughline/domain';
import type { CostFact, Fact, RunParameters } from '@throughline/domain';
import { referenceConversions } from '../reference/conversions.ts';
import { dayOf } from '../reference/calendar.ts';
import { convertOn } from '../reference/money.ts';
import { countedVisits, winningFacts } from '../reference/winners.ts';
import { campaignNames, winningCosts } from './cost-rows.ts';
import { creditEntries } from './credit-entries.ts';
import { crmOf, WITHOUT_CRM, type Crm } from './crm-of.ts';
import { dimensionsOf } from './dimensions-of.ts';
import type { Origins } from './dimensions-of.ts';
import { itemParts } from './item-parts.ts';
import type { ReferenceQuery } from './query.ts';

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
  readonly origin: Origins;
  readonly crm: Crm;
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
    crm: WITHOUT_CRM,
    day: dayOf(at, query.tz),
    at,
    sums,
    isCost: false,
    costOfGoodsMissing,
  });
  const conversions = referenceConversions(contents, asked);
  const byItem = [...query.by, ...(query.filter ?? []).map(({ dimension }) => dimension)].some(
    (dimension) => dimension === 'product' || dimension === 'category',
  );
  return [
    ...countedVisits(facts).map((visit) => entryAt(visit.at, dimensionsOf(visit), { visits: 1n })),
    ...costs.map((row) => ofCost(row, run, naming)),
    ...conversions.flatMap((row) => {
      const crm = crmOf(row, conversions);
      const entries = creditEntries(row, query, entryAt).map((entry) => ({ ...entry, crm }));
      return row.kind === 'deal' && byItem ? entries.flatMap((entry) => itemParts(entry, row.items)) : entries;
    }),
  ];
}

type Naming = ReturnType<typeof campaignNames>;

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
    crm: WITHOUT_CRM,
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
