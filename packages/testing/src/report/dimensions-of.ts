import { NOT_ATTRIBUTED } from '@throughline/domain';
import type { Touchpoint } from '@throughline/domain';
import type { OriginDimension } from './query.ts';

export type Origins = Readonly<Record<OriginDimension, string>>;

/** Where a touchpoint or visit came from, by dimension. */
export const dimensionsOf = (touch: Omit<Touchpoint, 'id' | 'evidence' | 'at' | 'eventId'>): Origins => ({
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
export const WITHOUT_TOUCHPOINT: Origins = {
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
