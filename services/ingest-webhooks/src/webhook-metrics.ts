import { REJECT_REASONS } from '@throughline/events';
import type { Metrics } from '@throughline/runtime';
import { IGNORE_REASONS } from './provider/ignore-reasons.ts';
import { API_TROUBLES } from './api/call-api.ts';
import type { ApiHealthBook, SeenTrouble } from './api/api-health.ts';
import type { ApiAnswer } from './read-back/ask-provider.ts';
import type { Outcome } from './translator/translated-records.ts';

const SEEN_TROUBLES = API_TROUBLES.filter((trouble): trouble is SeenTrouble => trouble !== 'resting');

/** What became of a request at the door: a closed set. */
const DOOR_OUTCOMES = ['kept', 'unknown_address', 'wrong_signature', 'unavailable'] as const;
type DoorOutcome = (typeof DOOR_OUTCOMES)[number];

const LIST_OUTCOMES = ['page', 'step', 'not_ready', 'not_given', 'failed'] as const;
export type ListOutcome = (typeof LIST_OUTCOMES)[number];

export interface WebhookMetrics {
  request(outcome: DoorOutcome): void;
  translated(outcome: Outcome): void;
  /** A CRM was asked. */
  asked(answer: ApiAnswer['kind']): void;
  /** A list API was asked. */
  listed(answer: ListOutcome): void;
}

export function webhookMetrics(metrics: Metrics): WebhookMetrics {
  const requests = metrics.counter('webhook_requests_total', 'Requests at the door, by what became of them.', [
    'outcome',
  ]);
  const attempts = metrics.counter('read_back_attempts_total', 'Questions to a provider, by how it answered.', [
    'answer',
  ]);
  const lists = metrics.counter('list_requests_total', 'Questions to a list API, by what came of them.', ['answer']);
  const events = metrics.counter('webhook_events_total', 'Events translated from webhooks, by type.', ['type']);
  const ignored = metrics.counter('webhook_ignored_total', 'Messages that yield no event, by reason.', ['reason']);
  const rejected = metrics.counter('webhook_rejected_total', 'Requests rejected, whole or in part, by reason.', [
    'reason',
  ]);
  // From the start, so that the first of a kind shows as a rise.
  for (const outcome of DOOR_OUTCOMES) requests.inc({ outcome }, 0);
  for (const answer of ['found', 'gone', 'failed'] as const) attempts.inc({ answer }, 0);
  for (const answer of LIST_OUTCOMES) lists.inc({ answer }, 0);
  for (const reason of IGNORE_REASONS) ignored.inc({ reason }, 0);
  for (const reason of REJECT_REASONS) rejected.inc({ reason }, 0);
  const readBacks = metrics.counter('webhook_read_backs_total', 'Entities to ask a provider for.');
  return {
    request: (outcome) => requests.inc({ outcome }),
    translated(outcome) {
      for (const { type } of outcome.events) events.inc({ type });
      for (const { reason } of outcome.ignored) ignored.inc({ reason });
      if (outcome.rejected !== null) rejected.inc({ reason: outcome.rejected.reason });
      readBacks.inc(outcome.readBacks.length);
    },
    asked: (answer) => attempts.inc({ answer }),
    listed: (answer) => lists.inc({ answer }),
  };
}

/** How many sources' APIs give nothing, by why, looked up whenever the metrics are read. */
export function watchApiHealth(metrics: Metrics, book: Pick<ApiHealthBook, 'count'>): void {
  metrics.gauge('sources_unhealthy', 'Sources whose API gives nothing, by why.', ['reason'], (gauge) => {
    const counts = book.count();
    for (const reason of SEEN_TROUBLES) gauge.set({ reason }, counts.get(reason) ?? 0);
  });
}
