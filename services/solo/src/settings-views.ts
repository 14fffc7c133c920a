import { readCampaignRules, readChannelRules } from '@throughline/domain';
import type { WorkspaceView as DoorWorkspace } from '@throughline/ingest-web';
import { RULES_HASH } from '@throughline/lookups';
import type { WorkspaceView as ReportWorkspace } from '@throughline/query';
import type { Principal } from '@throughline/runtime';
import { ALL_WORKSPACES, hashToken, runParameters, type SettingsStore } from '@throughline/settings';
import { runName } from './run-name.ts';

/**
 * Keys of the settings, and the key of the command line on this machine, which lives as long as the process; null where
 * there is none.
 */
export function principalOf(settings: SettingsStore, localKey: string | null): (sha256Hex: string) => Principal | null {
  const localHash = localKey === null ? null : hashToken(localKey);
  return (hash) => {
    if (hash === localHash) return { id: 'command-line', scopes: ['admin'], workspaces: 'all' };
    const key = settings.state().keyByHash(hash);
    if (key === null) return null;
    return {
      id: key.id,
      scopes: key.scopes,
      workspaces: key.workspaces.includes(ALL_WORKSPACES) ? 'all' : key.workspaces,
    };
  };
}

/** What the doors know of a workspace. */
export function workspaceOfDoor(settings: SettingsStore, id: string): DoorWorkspace | null {
  const state = settings.state();
  const workspace = state.workspace(id);
  if (workspace === null) return null;
  const { timeZone, country, currency } = workspace;
  return { id, timeZone, country, currency, settingsVersion: state.version };
}

/**
 * What the reports know of a workspace.
 * @param pinned the settings with the rules that the rows of the warehouse follow
 */
export function workspaceOfReports(
  settings: SettingsStore,
  pinned: Pick<SettingsStore, 'state'>,
  id: string,
): ReportWorkspace | null {
  const state = pinned.state();
  const workspace = state.workspace(id);
  if (workspace === null) return null;
  const present = settings.state().workspace(id) ?? workspace;
  const run = runParameters(state, id, RULES_HASH);
  return {
    id,
    timeZone: workspace.timeZone,
    currency: workspace.currency,
    run,
    runId: runName(run),
    // Applied at read, so a new one holds at once.
    campaignRules: readCampaignRules(present.campaignRules),
    channelRules: readChannelRules(workspace.channelRules),
    sources: state
      .sources(id)
      .filter(({ enabled }) => enabled)
      .map((source) => ({ id: source.id, completeFrom: state.completeFrom(source.id) ?? source.createdAt })),
  };
}
