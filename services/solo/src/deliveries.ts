import type { RejectedIndex, SourceHealthBook } from '@throughline/ingest-webhooks';
import type { Deliveries } from '@throughline/query';
import type { SettingsStore } from '@throughline/settings';

/**
 * What the reports are told of data sources that no table has.
 * @param health counts of the translator; null where it runs in another process
 */
export function deliveriesOf(
  settings: SettingsStore,
  rejected: Pick<RejectedIndex, 'open'>,
  health: Pick<SourceHealthBook, 'of'> | null,
): Deliveries {
  const sources = (workspace: string): string[] =>
    settings
      .state()
      .sources(workspace)
      .map(({ id }) => id);
  return {
    sources,
    async rejected(workspace, from, before) {
      const counts = new Map<string, number>();
      for (const { source, receivedAt } of await rejected.open(workspace)) {
        if (receivedAt >= from && receivedAt < before) counts.set(source, (counts.get(source) ?? 0) + 1);
      }
      return counts;
    },
    duplicates: (workspace) =>
      health === null ? null : new Map(sources(workspace).map((source) => [source, health.of(source).duplicates])),
  };
}
