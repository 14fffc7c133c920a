import { createHash } from 'node:crypto';
import { RULES_HASH } from '@throughline/lookups';
import { runParameters, type PinnedSettings, type SettingsState } from '@throughline/settings';
import { runName } from '../run-name.ts';

/** One name for the runs of all workspaces. */
export function runOfAll(state: SettingsState): string {
  const names = state.workspaces().map(({ id }) => `${id}=${runName(runParameters(state, id, RULES_HASH))}`);
  return createHash('sha256').update(names.sort().join('\n')).digest('hex').slice(0, 16);
}

/**
 * Whether a warehouse was built under the rules of this code and of the present settings. A workspace made since changes
 * nothing: there were no facts of it.
 * @param run the name that it was built under
 */
export const isOfPresentRun = (run: string, pinned: PinnedSettings, present: SettingsState): boolean =>
  run === runOfAll(pinned.built) && runOfAll(pinned.state()) === runOfAll(present);
