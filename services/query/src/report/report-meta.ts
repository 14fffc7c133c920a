/** `meta` of answers: what was asked, fully resolved, and how far the data goes. Undefined is left out of the JSON. */
import type { StatusJson } from '../status/pipeline-status.ts';
import type { Selection } from './report-request.ts';

/** The question as understood. The same question over the same data has the same answer. */
export const selectionMeta = (selection: Selection) => {
  const { workspace, period } = selection;
  return {
    workspace: workspace.id,
    from: period.from,
    to: period.to,
    timezone: period.timeZone,
    currency: workspace.currency,
    model: selection.model,
    date_mode: selection.dateMode,
    refunds: selection.refunds,
    lookback_days: selection.lookbackDays,
    journey_end: selection.journeyEnd,
    run: workspace.runId,
    rules: workspace.run.rules,
    as_of: selection.asOf === null ? null : new Date(selection.asOf).toISOString(),
  };
};

/** Changes by itself while the pipeline works, so it is no part of the entity tag. */
export const freshnessMeta = ({ complete_until, events, rebuild }: StatusJson) => ({
  complete_until,
  rejected_events: events.rejected,
  rebuild,
});
