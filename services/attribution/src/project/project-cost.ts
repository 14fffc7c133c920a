import { normaliseCostOrigin, type CostFact } from '@throughline/domain';
import type { CostEvent } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import { moneyOf } from './money-of.ts';
import type { ProjectContext } from './project-context.ts';

export function projectCost(known: KnownEvent<CostEvent>, context: ProjectContext): CostFact {
  const { event } = known;
  const { source, ...key } = normaliseCostOrigin({ ...event, source: event.adSource });
  return {
    ...factHeader(known, context),
    type: 'cost',
    date: event.date,
    adSource: source,
    ...key,
    cost: moneyOf(event.cost),
    clicks: event.clicks,
    impressions: event.impressions,
    reportedAt: event.reportedAt,
  };
}
