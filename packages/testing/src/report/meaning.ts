import { SUMMED, type Entry, type Summed } from './entries.ts';
import type { ReferenceDimension } from './query.ts';

const OF_DEALS: readonly Summed[] = ['deals', 'sales', 'first_time_buyers', 'revenue', 'cost_of_goods'];
const OF_ENQUIRIES: readonly Summed[] = ['enquiries', 'leads'];

/**
 * Section 5: "Metrics without a meaning under a dimension (visits by manager) are `null`". A visit and a cost know where
 * they came from and when; an enquiry also who handled it and, of a call, which source saw it; only a deal has a pipeline,
 * a department and items.
 */
const meant = (dimension: ReferenceDimension): readonly Summed[] => {
  switch (dimension) {
    case 'manager':
    case 'call_source':
      return [...OF_ENQUIRIES, ...OF_DEALS];
    case 'department':
    case 'pipeline':
    case 'product':
    case 'category':
      return OF_DEALS;
    default:
      return SUMMED;
  }
};

/** What has a meaning under every dimension that is asked for, be it in `by` or in a filter. */
export const meaningfulUnder = (asked: readonly ReferenceDimension[]): readonly Summed[] =>
  SUMMED.filter((key) => asked.every((dimension) => meant(dimension).includes(key)));

/** Entries without what has no meaning; those that are left with nothing are none. */
export const onlyMeaningful = (entries: readonly Entry[], means: readonly Summed[]): Entry[] =>
  entries.flatMap((entry) => {
    const sums = Object.fromEntries(Object.entries(entry.sums).filter(([key]) => means.includes(key as Summed)));
    const isCost = entry.isCost && means.includes('cost');
    return isCost || Object.keys(sums).length > 0 ? [{ ...entry, sums, isCost }] : [];
  });
