import type { Metrics } from '@throughline/runtime';
import type { Outcome } from './translator/translated-records.ts';

/** Counts outcomes. */
export function webhookMetrics(metrics: Metrics): (outcome: Outcome) => void {
  const events = metrics.counter('webhook_events_total', 'Events translated from webhooks, by type.', ['type']);
  const ignored = metrics.counter('webhook_ignored_total', 'Messages that yield no event, by reason.', ['reason']);
  const rejected = metrics.counter('webhook_rejected_total', 'Requests rejected, whole or in part, by reason.', [
    'reason',
  ]);
  const readBacks = metrics.counter('webhook_read_backs_total', 'Entities to ask a provider for.');
  return (outcome) => {
    for (const { type } of outcome.events) events.inc({ type });
    for (const { reason } of outcome.ignored) ignored.inc({ reason });
    if (outcome.rejected !== null) rejected.inc({ reason: outcome.rejected.reason });
    readBacks.inc(outcome.readBacks.length);
  };
}
