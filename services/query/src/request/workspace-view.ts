/** What a report needs to know of a workspace; the composition root makes it from the settings. */
import type { RunParameters } from '@throughline/domain';
import type { CampaignRule, ChannelRule } from '@throughline/domain';

export interface WorkspaceView {
  readonly id: string;
  /** Zone of the calendar unless a request names another. */
  readonly timeZone: string;
  /** ISO 4217; every amount of the warehouse is in its minor units. */
  readonly currency: string;
  /** The published run: every parameter attribution used, and its name. */
  readonly run: RunParameters;
  readonly runId: string;
  /** Ordered rules of the workspace, applied at read. */
  readonly campaignRules: readonly CampaignRule[];
  readonly channelRules: readonly ChannelRule[];
}

/** Reads the current settings; null = no such workspace. */
export type Workspaces = (id: string) => Promise<WorkspaceView | null> | WorkspaceView | null;
