import type { SettingsState } from '@throughline/settings';
import type { ClusterConfig } from './cluster-config.ts';

/** The database that the processes of a cluster ask and write to: the configured one, or what a rebuild made in its place. */
export const presentDatabase = (
  { CLICKHOUSE_DATABASE }: Pick<ClusterConfig, 'CLICKHOUSE_DATABASE'>,
  settings: SettingsState,
): string => settings.warehouse(CLICKHOUSE_DATABASE)?.database ?? CLICKHOUSE_DATABASE;
