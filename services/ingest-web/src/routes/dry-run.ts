import { Problem } from '@throughline/runtime';
import type { Answer } from './idempotency.ts';
import type { ReadRequest } from './read-request.ts';

/**
 * What a request would be answered, without storing any of it: `?dry_run=1`. There is no position, because nothing
 * stands anywhere; the status is 200, because nothing was accepted.
 * @throws Problem 422 when nothing is acceptable, as the request itself would be
 */
export function dryRun({ events, errors }: Pick<ReadRequest, 'events' | 'errors'>): Answer {
  if (events.count === 0 && errors.length > 0) {
    throw new Problem(422, 'nothing_acceptable', 'Nothing in this request is acceptable.', errors);
  }
  return { status: 200, json: JSON.stringify({ dry_run: true, accepted: events.count, rejected: errors }) };
}
