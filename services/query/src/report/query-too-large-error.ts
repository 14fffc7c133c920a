/** More than can be attributed while someone waits. */
export class QueryTooLargeError extends Error {
  readonly code = 'query_too_large';
  /** @param limit such as "50000 conversions" */
  constructor(limit: string) {
    super(
      `This question needs more than ${limit} attributed at query time. Choose a shorter period, or the run's own lookback_days and journey_end, without as_of.`,
    );
    this.name = 'QueryTooLargeError';
  }
}
