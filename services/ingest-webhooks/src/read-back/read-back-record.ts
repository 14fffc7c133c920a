import type { RecordPosition } from '@throughline/events';
import type { ThinStatement } from '../provider/translation.ts';

/** A request to ask a provider's API, on topics `read-backs` and `read-backs-later` (JSON). */
export interface ReadBackRecord {
  readonly workspace: string;
  readonly source: string;
  /** Settings by which the answer is translated: those of the message that made us ask. */
  readonly settingsVersion: number;
  /** `X-Request-Id` of that message; `''` when it is not known. */
  readonly requestId: string;
  readonly receivedAt: number;
  readonly raw: RecordPosition | null;
  readonly entity: string;
  readonly id: string;
  readonly thin: ThinStatement | null;
  /** Rounds that have failed so far. */
  readonly attempt: number;
}

export function encodeReadBack(record: ReadBackRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record), 'utf8');
}

/** Null when the bytes are no request of ours. */
export function parseReadBack(bytes: Uint8Array): ReadBackRecord | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<ReadBackRecord> | null;
    const known = typeof value?.source === 'string' && typeof value.entity === 'string' && typeof value.id === 'string';
    return known && typeof value.attempt === 'number'
      ? { ...(value as ReadBackRecord), requestId: value.requestId ?? '' }
      : null;
  } catch {
    return null;
  }
}
