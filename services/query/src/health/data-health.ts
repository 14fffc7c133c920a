/** `data-health`: what came, what did not fit together, and what was left out, by data source (contract.md, Reports). */
import type { Warehouse } from '@throughline/warehouse';
import { presentUnmatched } from '../mapping/present-unmatched.ts';
import { readUnmatched } from '../mapping/unmatched.ts';
import type { Period } from '../request/period.ts';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import type { Deliveries } from './deliveries.ts';
import { healthRows } from './health-rows.ts';
import type { HealthCounts, HealthRow } from './health-rows.ts';
import { readArrivals, readLatest } from './read-arrivals.ts';
import { readConflicts } from './read-conflicts.ts';
import type { IdConflict } from './read-conflicts.ts';
import { readGaps } from './read-gaps.ts';
import { readUnresolved } from './read-unresolved.ts';
import type { UnresolvedReference } from './read-unresolved.ts';

export interface DataHealth {
  readonly rows: readonly HealthRow[];
  readonly details: HealthDetails;
}

/** What a person looks up next: the things behind the counts, the first of each. */
export interface HealthDetails extends ReturnType<typeof presentUnmatched> {
  readonly unresolved_references: readonly UnresolvedReference[];
  readonly id_conflicts: readonly IdConflict[];
}

/** A page of a screen or two; the counts are of all. */
const MOST_DETAILS = 100;

export const readDataHealth = async (
  { warehouse, deliveries }: { readonly warehouse: Warehouse; readonly deliveries: Deliveries },
  workspace: ReportWorkspace,
  period: Period,
): Promise<DataHealth> => {
  const { id } = workspace;
  const [configured, rejected, unmatched, unresolved, conflicts, ...parts] = await Promise.all([
    deliveries.sources(id),
    deliveries.rejected(id, period.start, period.end),
    readUnmatched(warehouse, workspace, period),
    readUnresolved(warehouse, id, period, MOST_DETAILS),
    readConflicts(warehouse, id, period, MOST_DETAILS),
    readLatest(warehouse, id),
    readArrivals(warehouse, id, period),
    readGaps(warehouse, id, period),
  ]);
  const repeated = deliveries.duplicates(id);
  const counted = [
    ...parts,
    workspace.sources.map((source) => ({ of_source: source.id, complete_from: source.completeFrom })),
    unresolved.counts,
    conflicts.counts,
    countsOf('rejected', rejected),
    countsOf('duplicates', repeated ?? new Map()),
    countsOf('costs_without_visits', unmatched.spendOf),
  ];
  return {
    rows: healthRows(counted, configured, new Set(repeated === null ? ['duplicates'] : [])),
    details: {
      unresolved_references: unresolved.listed,
      id_conflicts: conflicts.listed,
      ...presentUnmatched(unmatched, workspace, MOST_DETAILS),
    },
  };
};

const countsOf = (key: string, counts: ReadonlyMap<string, number>): HealthCounts[] =>
  [...counts].map(([source, count]) => ({ of_source: source, [key]: count }));
