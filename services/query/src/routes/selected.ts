/** What reports and lists do before they read: find the workspace, wait for a position. */
import { decodePosition } from '@throughline/events';
import { originLookups } from '@throughline/lookups';
import { problem } from '@throughline/runtime';
import { reportWorkspace } from '../request/report-workspace.ts';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import { waitFor } from '../status/pipeline-status.ts';
import type { QueryDeps } from './deps.ts';
import { badParameters, unknownWorkspace } from './problems.ts';

export const workspaceOf = async ({ workspaces, lookups }: QueryDeps, id: string): Promise<ReportWorkspace> => {
  const view = await workspaces(id);
  if (view === null) throw unknownWorkspace(id);
  return reportWorkspace(view, lookups ?? originLookups);
};

/** Warehouses do not change more often than this while one question is answered. */
const MOST_TIMES = 3;

/**
 * Answers a question about a workspace under one run: when another warehouse took over in the middle of it, parts of the
 * answer may be of either, so it is asked again.
 */
export const underOneRun = async <T>(
  deps: QueryDeps,
  id: string,
  answer: (workspace: ReportWorkspace) => Promise<T>,
): Promise<T> => {
  for (let time = 1; ; time += 1) {
    const workspace = await workspaceOf(deps, id);
    const answered = await answer(workspace);
    if (time === MOST_TIMES || (await deps.workspaces(id))?.runId === workspace.runId) return answered;
  }
};

/** @throws Problem 400 when the text is no position, 409 when it does not show within ten seconds */
export const awaitPosition = async (deps: QueryDeps, position: string | undefined): Promise<void> => {
  if (position === undefined) return;
  checkPosition('/min_position', position);
  if (await waitFor(deps.status, position, deps)) return;
  throw problem(409, 'not_caught_up', 'What was accepted at min_position does not show yet. Try again.', [
    { pointer: '/min_position', code: 'not_caught_up', detail: 'not in the reports after 10 s' },
  ]);
};

/** @throws Problem 400 */
export const checkPosition = (pointer: string, position: string): void => {
  if (decodePosition(position) !== null) return;
  const detail = 'is not a position that an accepting answer gave';
  throw badParameters([{ pointer, code: 'invalid_value', detail }]);
};
