/** What reports and lists do before they read: find the workspace, wait for a position. */
import { originLookups } from '@throughline/lookups';
import { problem } from '@throughline/runtime';
import { reportWorkspace } from '../request/report-workspace.ts';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import { waitFor } from '../status/pipeline-status.ts';
import type { QueryDeps } from './deps.ts';
import { unknownWorkspace } from './problems.ts';

export const workspaceOf = async ({ workspaces, lookups }: QueryDeps, id: string): Promise<ReportWorkspace> => {
  const view = await workspaces(id);
  if (view === null) throw unknownWorkspace(id);
  return reportWorkspace(view, lookups ?? originLookups);
};

/** @throws Problem 409 when the position does not show within ten seconds */
export const awaitPosition = async (deps: QueryDeps, position: string | undefined): Promise<void> => {
  if (position === undefined || (await waitFor(deps.status, position, deps))) return;
  throw problem(409, 'not_caught_up', 'What was accepted at min_position does not show yet. Try again.', [
    { pointer: '/min_position', code: 'not_caught_up', detail: 'not in the reports after 10 s' },
  ]);
};
