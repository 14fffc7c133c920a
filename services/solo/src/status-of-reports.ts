import type { PipelineStatus } from '@throughline/attribution';
import type { RejectedIndex } from '@throughline/ingest-webhooks';
import type { PipelineStatus as ReportStatus, RebuildJson } from '@throughline/query';

/** What the reports tell of the line: how far it is, what of a workspace it rejected, and whether its rows are made anew. */
export function statusOfReports(
  line: PipelineStatus,
  rejected: Pick<RejectedIndex, 'count'>,
  rebuild: () => RebuildJson | null,
): ReportStatus {
  return {
    async status(workspace) {
      const { events, ...status } = await line.status();
      const news = rebuild();
      return {
        ...status,
        events: { ...events, rejected: await rejected.count(workspace) },
        ...(news === null ? {} : { rebuild: news }),
      };
    },
    caughtUp: (position) => line.caughtUp(position),
  };
}
