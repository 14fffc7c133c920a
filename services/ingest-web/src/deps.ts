import type { NormalisePhone } from '@throughline/domain';
import type { EventLog } from '@throughline/event-log';
import type { Authenticator, Logger, Metrics } from '@throughline/runtime';
import type { SettingsStore } from '@throughline/settings';
import type { BeaconRates } from './collect/beacon-limits.ts';
import type { WorkspaceView } from './reading/reading.ts';

/** What ingest-web needs from outside; the composition root connects settings, lookups and the log. */
export interface IngestWebDeps {
  readonly log: EventLog;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly authenticate: Authenticator;
  /** The workspace as settings have it now; null when there is none. */
  readonly workspace: (id: string) => WorkspaceView | null | Promise<WorkspaceView | null>;
  readonly settings: Pick<SettingsStore, 'state' | 'refresh' | 'put'>;
  readonly normalisePhone: NormalisePhone;
  /** The registered domain of a host by the public suffix list; null when it has none. */
  readonly registeredDomain: (host: string) => string | null;
  /** How pages reach the collector; null = as whoever asks for a snippet did. */
  readonly publicUrl: string | null;
  readonly beaconRates: BeaconRates;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Text that never repeats. */
  readonly randomId: () => string;
}
