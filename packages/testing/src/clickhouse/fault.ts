/** What goes wrong between a client and a ClickHouse server. Numbers and names of exceptions are ClickHouse's. */
export type Fault =
  /** Something in front of the server answers for it: a balancer without a server, a page of somebody else's. */
  | { readonly kind: 'status'; readonly status: number; readonly body: string }
  /** The server refuses, before anything was printed. */
  | ({ readonly kind: 'exception' } & Exception)
  /** The connection breaks: before the server sees the statement, or after it was carried out. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** Half of the answer arrives; then the connection breaks, ends as if that had been all, or falls silent. */
  | { readonly kind: 'truncated'; readonly end: 'broken' | 'orderly' | 'silent' }
  /** The server fails while it prints: status 200, rows, and the exception behind them, as before and since 25.11. */
  | ({ readonly kind: 'late exception'; readonly tagged: boolean } & Exception)
  /** The statement is carried out, and nobody ever answers. */
  | { readonly kind: 'silence' };

interface Exception {
  readonly code: number;
  readonly name: string;
  readonly message: string;
}
