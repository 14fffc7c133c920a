/** The engines answer, but `throughline migrate up` has not been run on them yet, or not by this release. */
export class NotPreparedError extends Error {
  readonly code = 'not_prepared';

  constructor(what: string) {
    super(`${what}: run "throughline migrate up" with THROUGHLINE_MODE=cluster`);
    this.name = 'NotPreparedError';
  }
}
