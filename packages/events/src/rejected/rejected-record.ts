import type { ListedFor } from '../raw/webhook-request.ts';
import type { RejectReason } from './reject-reasons.ts';

/**
 * A rejected event on topic `rejected` (JSON), the same for all who reject: one record for a request, however many of
 * its entities failed, with everything that is needed to read it again.
 */
export interface RejectedRecord {
  readonly kind: 'rejected';
  readonly workspace: string;
  readonly source: string;
  readonly reason: RejectReason;
  readonly detail: string;
  /** The entities of a webhook that failed; empty = all of it. */
  readonly parts: readonly RejectedPart[];
  /** Epoch milliseconds; decides on a replay, too. */
  readonly receivedAt: number;
  readonly settingsVersion: number;
  /** `X-Request-Id` by which the request is found in the logs; `''` when it is not known. */
  readonly requestId: string;
  /** Position of the raw request; null when it has none. */
  readonly raw: RecordPosition | null;
  /** Position of the record of topic `events` that is rejected; null when it never was there. */
  readonly event: RecordPosition | null;
  /** Method, path behind the token, and query of a webhook; empty when it is none, or its bytes are gone. */
  readonly method: string;
  readonly rest: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As in `WebhookRequest`: the bytes are a page of a list API. */
  readonly listed?: ListedFor;
  /** The original bytes, base64: a webhook's body, the JSON of a first-party event, a record of the log. */
  readonly bytes: string;
}

export interface RejectedPart {
  /** Where in the request, e.g. `leads/add/3`; of a mapping the rule's own pointer, e.g. `/mapping/0/fields/phone`. */
  readonly pointer: string;
  /** Of a mapping: where in the payload it looked, e.g. `/calls/3/phone`. */
  readonly field?: string;
  readonly reason: RejectReason;
  readonly detail: string;
}

/** Where a record stands in its topic. */
export interface RecordPosition {
  readonly partition: number;
  readonly offset: number;
}

/** What became of an earlier rejected record, on the same topic: it was read again, by the present code. */
export interface SettledRecord {
  readonly kind: 'settled';
  readonly workspace: string;
  readonly source: string;
  /** `<partition>-<offset>` of the record it settles. */
  readonly settles: string;
  /** `read`: nothing of it is rejected any more; `replaced`: a newer record on this topic says what still is. */
  readonly outcome: 'read' | 'replaced';
}

/** What a rejected record holds that came by no webhook. */
export const NO_WEBHOOK = {
  kind: 'rejected',
  parts: [],
  settingsVersion: 0,
  requestId: '',
  raw: null,
  event: null,
  method: '',
  rest: '',
  query: '',
  headers: {},
  bytes: '',
} as const satisfies Partial<RejectedRecord>;

export function encodeRejected(record: RejectedRecord | SettledRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record), 'utf8');
}

/** A record of topic `rejected`, or null when it is none. */
export function parseRejected(bytes: Uint8Array): RejectedRecord | SettledRecord | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<RejectedRecord> | Partial<SettledRecord>;
    if (typeof value.workspace !== 'string' || typeof value.source !== 'string') return null;
    if (value.kind === 'settled') return value as SettledRecord;
    // A record of an older release may lack what was added since.
    return { ...NO_WEBHOOK, ...(value as RejectedRecord), kind: 'rejected' };
  } catch {
    return null;
  }
}
