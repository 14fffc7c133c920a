import { encodeRejected, NO_WEBHOOK } from '@throughline/events';
import type { NewRecord } from '@throughline/event-log';
import { MOST_DEPTH } from './reading/event-header.ts';
import { isWithinDepth } from './reading/json-object.ts';
import type { Rejection } from './reading/reading.ts';

/** The one reason that another reading may judge differently; every other was told to its sender, who has the event. */
const REPLAYABLE = 'clock_out_of_range';

/** Name of the header that says which route a rejected event came by. */
export const ROUTE_HEADER = 'x-throughline-route';

export interface RejectionContext {
  readonly workspace: string;
  readonly receivedAt: number;
  readonly route: '/v1/events' | '/v1/costs';
}

/** The record that keeps a rejected event for a replay; null when its reason is not, or it nests too deep to be read. */
export function rejectedRecord(raw: unknown, rejection: Rejection, context: RejectionContext): NewRecord | null {
  if (rejection.code !== REPLAYABLE || !isWithinDepth(raw, MOST_DEPTH)) return null;
  const value = encodeRejected({
    ...NO_WEBHOOK,
    workspace: context.workspace,
    source: 'api',
    reason: rejection.code,
    detail: `${rejection.pointer}: ${rejection.detail}`,
    receivedAt: context.receivedAt,
    bytes: Buffer.from(JSON.stringify(raw)).toString('base64'),
    headers: { 'content-type': 'application/json', [ROUTE_HEADER]: context.route },
  });
  return { key: null, value };
}
