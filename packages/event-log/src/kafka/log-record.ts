import type { LogRecord } from '../event-log.ts';

/** A message as the client decodes it. */
export interface RawMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Epoch milliseconds by the broker's clock. */
  readonly timestamp: string;
}

export const toLogRecord = ({ offset, key, value, timestamp }: RawMessage): LogRecord => ({
  offset: Number(offset),
  key: key === null ? null : key.toString('utf8'),
  value: value ?? new Uint8Array(),
  appendedAt: Number(timestamp),
});
