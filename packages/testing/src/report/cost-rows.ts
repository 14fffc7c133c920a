import { NOT_SET } from '@throughline/domain';
import type { CostFact, Fact } from '@throughline/domain';
import { compareBytes, groupBy, lastBy } from '../reference/order.ts';

/**
 * Section 2: "A cost key = (date, source, medium, campaign, ad_group, keyword, campaign_id); the greatest `reported_at`
 * wins (ties: the greater cost)."
 */
export function winningCosts(facts: readonly Fact[]): CostFact[] {
  const costs = facts.filter((fact) => fact.type === 'cost').filter((fact) => fact.excluded === '');
  const keyed = groupBy(costs, (row) =>
    JSON.stringify([row.date, row.adSource, row.medium, row.campaign, row.adGroup, row.keyword, row.campaignId]),
  );
  return [...keyed.values()].flatMap((rivals) => lastBy(rivals, byReport) ?? []);
}

const byReport = (a: CostFact, b: CostFact): number =>
  a.reportedAt - b.reportedAt || a.cost.minor - b.cost.minor || compareBytes(a.contentHash, b.contentHash);

/**
 * Section 2, campaign: "when the value equals the `campaign_id` of a cost row of the same source, that row's campaign name
 * (greatest `reported_at`), then the normalised value itself" (reading R18). A workspace's own mapping is not modelled.
 */
export function campaignNames(costs: readonly CostFact[]): (source: string, campaign: string) => string {
  return (source, campaign) => {
    const naming = costs.filter(
      (row) =>
        row.adSource === source && row.campaignId !== '' && row.campaignId === campaign && row.campaign !== NOT_SET,
    );
    const latest = lastBy(naming, (a, b) => a.reportedAt - b.reportedAt || compareBytes(a.campaign, b.campaign));
    return latest?.campaign ?? campaign;
  };
}
