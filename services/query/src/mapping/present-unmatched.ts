/** Unmatched campaigns and suggested pairs as answers show them. Money is a decimal string; unknown money is null. */
import { minorToDecimal, NOT_SET } from '@throughline/domain';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import { suggestPairs } from './suggest-pairs.ts';
import type { FreeVisits, Spend, Unmatched } from './unmatched.ts';

/** At most `most` of each list. */
export const presentUnmatched = ({ spend, visits }: Unmatched, { digits }: ReportWorkspace, most: number) => ({
  spend_without_visits: spend.slice(0, most).map((of) => presentSpend(of, digits)),
  visits_without_spend: visits.slice(0, most).map(presentVisits),
  suggestions: suggestPairs(spend, visits)
    .slice(0, most)
    .map((pair) => ({
      // What `POST /v1/campaign-mapping/accept` takes, as it stands.
      accept: { source: pair.visits.source, from: pair.visits.value, to: pair.spend.campaign },
      score: pair.score,
      reason: pair.reason,
      visits: pair.visits.visits,
      cost: money(pair.spend, digits),
    })),
});

const presentSpend = (of: Spend, digits: number) => ({
  source: of.source,
  medium: of.medium,
  campaign: of.campaign,
  campaign_ids: of.campaignIds,
  cost: money(of, digits),
});

const presentVisits = ({ source, medium, campaign, value, visits }: FreeVisits) => ({
  source,
  medium,
  campaign,
  value: value === NOT_SET ? undefined : value,
  visits,
});

const money = ({ cost }: Spend, digits: number): string | null => (cost === null ? null : minorToDecimal(cost, digits));
