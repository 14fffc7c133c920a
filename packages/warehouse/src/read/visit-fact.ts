import type { Channel, NodeId, VisitFact } from '@throughline/domain';
import { sql } from '../sql/sql.ts';

/** Columns of `visit` that make a `VisitFact`; instants as epoch milliseconds, safe as JSON numbers. */
export const visitColumns = sql`lower(hex(event_id)) AS e, lower(hex(content_hash)) AS h, id, visit_id, visitor, data_source,
  toFloat64(toUnixTimestamp64Milli(at)) AS a, toFloat64(toUnixTimestamp64Milli(known_at)) AS k, toFloat64(generation) AS g,
  retracted, claim, excluded, channel, source, medium, campaign, ad_group, term, content, click_id, landing_page, device,
  country, city`;

/** A row of `visitColumns`. */
export interface StoredVisit {
  readonly e: string;
  readonly h: string;
  readonly id: string;
  readonly visit_id: string;
  readonly visitor: NodeId;
  readonly data_source: string;
  readonly a: number;
  readonly k: number;
  readonly g: number;
  readonly retracted: boolean;
  readonly claim: boolean;
  readonly excluded: VisitFact['excluded'];
  readonly channel: Channel;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly ad_group: string;
  readonly term: string;
  readonly content: string;
  readonly click_id: string;
  readonly landing_page: string;
  readonly device: string;
  readonly country: string;
  readonly city: string;
}

export const visitFact = (row: StoredVisit): VisitFact => ({
  type: 'visit',
  eventId: row.e,
  contentHash: row.h,
  id: row.id,
  source: row.data_source,
  at: row.a,
  knownAt: row.k,
  generation: row.g,
  retracted: row.retracted,
  claim: row.claim,
  excluded: row.excluded,
  visitId: row.visit_id,
  visitor: row.visitor,
  origin: {
    channel: row.channel,
    source: row.source,
    medium: row.medium,
    campaign: row.campaign,
    adGroup: row.ad_group,
    term: row.term,
    content: row.content,
    clickId: row.click_id,
  },
  landingPage: row.landing_page,
  device: row.device,
  country: row.country,
  city: row.city,
});
