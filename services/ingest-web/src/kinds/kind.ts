import type { Reading } from '../reading/reading.ts';

/** How values of one kind are read from JSON, shown again in JSON, and described. */
export interface Kind {
  /** The value for the event; null after `reading.fail`. Never called with null or undefined. */
  readonly read: (value: unknown, reading: Reading, pointer: string) => unknown;
  /** The value of an event as JSON of `GET /v1/events`. */
  readonly present: (value: never) => unknown;
  /** Present when a text of at most so many characters, without control characters, is kept as sent. */
  readonly plain?: number;
  /** JSON schema (2020-12) of what is accepted. */
  readonly schema: Readonly<Record<string, unknown>>;
}

export const same = (value: unknown): unknown => value;
