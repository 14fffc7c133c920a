import type { NewRecord } from '@throughline/event-log';
import { MOST_DEPTH } from './reading/event-header.ts';
import { isWithinDepth } from './reading/json-object.ts';
import type { Rejection } from './reading/reading.ts';

/** A record of topic `rejected`: JSON, the same for all doors (docs: rejected events). */
export interface RejectedRecord {
  readonly workspace: string;
  readonly source: string;
  readonly reason: string;
  readonly detail: string;
  /** The original receipt decides on a replay, too. */
  readonly receivedAt: number;
  readonly raw: { readonly partition: number; readonly offset: number } | null;
  /** What was sent, base64: of a batch, the JSON of the one event. */
  readonly bytes: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reasons that another reading may judge differently; every other one was told to its sender, who has the event. */
const REPLAYABLE: ReadonlySet<string> = new Set(['clock_out_of_range']);

/** Name of the header that says which route a rejected event came by. */
export const ROUTE_HEADER = 'x-throughline-route';

export interface RejectionContext {
  readonly workspace: string;
  readonly receivedAt: number;
  readonly route: '/v1/events' | '/v1/costs';
}

/** The record that keeps a rejected event for a replay; null when its reason is not, or it nests too deep to be read. */
export function rejectedRecord(raw: unknown, rejection: Rejection, context: RejectionContext): NewRecord | null {
  if (!REPLAYABLE.has(rejection.code) || !isWithinDepth(raw, MOST_DEPTH)) return null;
  const record: RejectedRecord = {
    workspace: context.workspace,
    source: 'api',
    reason: rejection.code,
    detail: `${rejection.pointer}: ${rejection.detail}`,
    receivedAt: context.receivedAt,
    raw: null,
    bytes: Buffer.from(JSON.stringify(raw)).toString('base64'),
    headers: { 'content-type': 'application/json', [ROUTE_HEADER]: context.route },
  };
  return { key: null, value: Buffer.from(JSON.stringify(record)) };
}
