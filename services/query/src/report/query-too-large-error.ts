/** More conversions than can be attributed while someone waits. */
export class QueryTooLargeError extends Error {
  readonly code = 'query_too_large';
  constructor(limit: number) {
    super(
      `This question needs more than ${limit} conversions attributed at query time. Choose a shorter period, or the run's own lookback_days and journey_end, without as_of.`,
    );
    this.name = 'QueryTooLargeError';
  }
}
