/** Why a list API was asked: for history, or because the provider never sends a webhook again. */
export type ListedFor = 'backfill' | 'reconciliation';

/** A provider's request as the door received it: bytes untouched, headers reduced to the allowed ones. */
export interface WebhookRequest {
  /** Upper case. */
  readonly method: string;
  /** What follows the token in the path, with its leading slash; `''` when nothing does. */
  readonly rest: string;
  /** Raw query string, without `?`. */
  readonly query: string;
  /** Allow-listed headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Absent for what a provider sent; else why we asked its list API, whose answer `body` is, `rest` and `query` the question. */
  readonly listed?: ListedFor;
}
