import type { IngestWebDeps } from '../deps.ts';
import type { IngestMetrics } from '../ingest-metrics.ts';
import type { BeaconLimits } from './beacon-limits.ts';
import type { RecentClaims } from './recent-claims.ts';

export interface CollectDeps extends IngestWebDeps {
  readonly counts: IngestMetrics;
  readonly limits: BeaconLimits;
  readonly recent: RecentClaims;
}
