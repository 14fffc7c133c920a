import type { NormalisePhone } from '@throughline/domain';
import type { Event, RejectedRecord } from '@throughline/events';
import { readCost } from './reading/read-cost.ts';
import { readEvent } from './reading/read-event.ts';
import { Reading, type Rejection, type WorkspaceView } from './reading/reading.ts';
import { ROUTE_HEADER } from './rejected-record.ts';

/** What the present code makes of a rejected first-party event. */
export type Replayed =
  { readonly kind: 'accepted'; readonly event: Event } | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** Reads a rejected first-party event again, as received when it was (attribution.md, section 1). */
export function replayRejected(
  record: RejectedRecord,
  workspace: WorkspaceView,
  normalisePhone: NormalisePhone,
): Replayed {
  const text = Buffer.from(record.bytes, 'base64').toString('utf8');
  const { receivedAt } = record;
  const statement = (): string => `replay:${record.bytes}`;
  const reading = new Reading({ workspace, receivedAt, normalisePhone, checkText: true, statement });
  const read = record.headers[ROUTE_HEADER] === '/v1/costs' ? readCost : readEvent;
  const event = read(JSON.parse(text), reading, 0);
  if (event !== null) return { kind: 'accepted', event };
  if (reading.rejection === null) throw new Error('an event was neither read nor rejected');
  return { kind: 'rejected', rejection: reading.rejection };
}
