/** Where a content stands in the log. */
export interface LogPosition {
  readonly partition: number;
  readonly offset: number;
}
