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
}
