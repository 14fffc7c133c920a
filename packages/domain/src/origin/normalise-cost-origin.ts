import { channelOf } from './channel-of.ts';
import { normaliseValue } from './normalise-value.ts';
import { NOT_SET, type Origin } from './origin.ts';
import type { OriginLookups } from './origin-lookups.ts';
import type { OriginRules } from './origin-rules.ts';
import type { StatedOriginValues } from './resolve-stated-origin.ts';

/** The origin part of a cost row as sent; absent values are null, empty or left out. */
export interface CostOriginValues {
  readonly source: string | null;
  readonly medium?: string | null;
  readonly campaign?: string | null;
  readonly adGroup?: string | null;
  readonly keyword?: string | null;
  readonly campaignId?: string | null;
}

/** The key of a cost row but for its date. */
export interface CostOrigin {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly adGroup: string;
  /** The dimension `term`. */
  readonly keyword: string;
  /** `''` when absent: a part of the key, not a dimension. */
  readonly campaignId: string;
}

/**
 * A cost row's origin, normalised like utm values; an absent medium is `cpc` (attribution.md, section 2, last paragraph).
 * Idempotent, so that it does not matter whether the door did it already.
 */
export function normaliseCostOrigin(values: CostOriginValues): CostOrigin {
  const campaignId = stated(values.campaignId);
  return {
    source: stated(values.source) || NOT_SET,
    medium: stated(values.medium) || 'cpc',
    campaign: stated(values.campaign) || NOT_SET,
    adGroup: stated(values.adGroup) || NOT_SET,
    keyword: stated(values.keyword) || NOT_SET,
    campaignId,
  };
}

/** The origin a tracked number stands for; an absent medium is `call`. */
export function normaliseNumberOrigin(values: StatedOriginValues, lookups: OriginLookups, rules: OriginRules): Origin {
  const source = stated(values.source) || NOT_SET;
  const medium = stated(values.medium) || 'call';
  return {
    channel: channelOf(source, medium, rules, lookups),
    source,
    medium,
    campaign: stated(values.campaign) || NOT_SET,
    adGroup: stated(values.adGroup) || NOT_SET,
    term: stated(values.term) || NOT_SET,
    content: stated(values.content) || NOT_SET,
    clickId: values.clickId?.trim() ?? '',
  };
}

/** Normalised; what a normalisation before this one called not set is absent again. */
function stated(value: string | null | undefined): string {
  const text = normaliseValue(value);
  return text === NOT_SET ? '' : text;
}
