import type { RejectedPart, Rejected } from '../provider/translation.ts';
import type { RejectReason } from '../provider/reasons.ts';
import type { RawRecord } from '../raw/raw-record.ts';

/**
 * A rejected event on topic `rejected` (JSON): one record for a request, however many of its entities failed, with
 * everything that is needed to read it again.
 */
export interface RejectedRecord {
  readonly kind: 'rejected';
  readonly workspace: string;
  readonly source: string;
  readonly reason: RejectReason;
  readonly detail: string;
  /** The entities of the request that failed; empty = all of it. */
  readonly parts: readonly RejectedPart[];
  readonly receivedAt: number;
  readonly settingsVersion: number;
  /** Position of the raw request; null when it has none. */
  readonly raw: RawPosition | null;
  readonly method: string;
  readonly rest: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The original body, base64. */
  readonly bytes: string;
}

export interface RawPosition {
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

export function rejectedRecord(
  record: RawRecord,
  raw: RawPosition | null,
  verdict: Omit<Rejected, 'kind'>,
  parts: readonly RejectedPart[] = [],
): RejectedRecord {
  const { workspace, source, settingsVersion, request } = record;
  const { method, rest, query, headers, receivedAt, body } = request;
  const bytes = Buffer.from(body).toString('base64');
  const { reason, detail } = verdict;
  return {
    kind: 'rejected',
    workspace,
    source,
    reason,
    detail,
    parts,
    receivedAt,
    settingsVersion,
    raw,
    method,
    rest,
    query,
    headers,
    bytes,
  };
}

/** The request behind a rejected record, to be read again. */
export function requestOf(record: RejectedRecord): RawRecord {
  const { workspace, source, settingsVersion, method, rest, query, headers, receivedAt } = record;
  const body = Buffer.from(record.bytes, 'base64');
  return { workspace, source, settingsVersion, request: { method, rest, query, headers, receivedAt, body } };
}

const NO_REQUEST = {
  parts: [],
  settingsVersion: 0,
  raw: null,
  method: '',
  rest: '',
  query: '',
  headers: {},
  bytes: '',
};

/** A record of topic `rejected`, or null when it is none. */
export function parseRejected(bytes: Uint8Array): RejectedRecord | SettledRecord | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<RejectedRecord> | Partial<SettledRecord>;
    if (typeof value.workspace !== 'string' || typeof value.source !== 'string') return null;
    if (value.kind === 'settled') return value as SettledRecord;
    // Other services reject events too; theirs have no request to read again, and lack these fields.
    return { ...NO_REQUEST, ...(value as RejectedRecord), kind: 'rejected' };
  } catch {
    return null;
  }
}

export function encodeRejected(record: RejectedRecord | SettledRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record), 'utf8');
}
