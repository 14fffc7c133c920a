import { readCampaignRules } from '@throughline/domain';
import type { CampaignMappings } from '@throughline/query';
import type { SettingsStore } from '@throughline/settings';

/** Campaign rules as a part of the workspace's settings: whatever else is changed there meanwhile is never overwritten. */
export const campaignMappings = (settings: SettingsStore): CampaignMappings => ({
  async read(id) {
    const state = await settings.refresh();
    const workspace = state.workspace(id);
    if (workspace === null) return null;
    return { rules: readCampaignRules(workspace.campaignRules), version: state.versionOf('workspace', id) };
  },
  async replace(id, rules, version) {
    const workspace = (await settings.stateAt(version)).workspace(id);
    if (workspace === null) return false;
    const { id: _id, hashKey: _hashKey, ...value } = workspace;
    const campaignRules = rules.map((rule) => ({ ...rule }));
    return (await settings.putAfter('workspace', id, { ...value, campaignRules }, version)) !== null;
  },
});
