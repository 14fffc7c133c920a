/**
 * Port to what only the log and its doors know of data sources; the composition root gives it. Reports never read the log,
 * and neither what was rejected nor what was sent again is in the warehouse: equal contents are one row there.
 */
export interface Deliveries {
  /** Data sources that are configured, silent ones too. */
  sources(workspace: string): Promise<readonly string[]> | readonly string[];
  /** Rejected and still open, by data source, of those that came in a time; epoch milliseconds. */
  rejected(workspace: string, from: number, before: number): Promise<ReadonlyMap<string, number>>;
  /** Repetitions since the process started, by data source; null where this process does not see what comes. */
  duplicates(workspace: string): ReadonlyMap<string, number> | null;
}

/** Where nobody tells. */
export const NO_DELIVERIES: Deliveries = {
  sources: () => [],
  rejected: () => Promise.resolve(new Map()),
  duplicates: () => null,
};
