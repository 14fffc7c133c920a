/** What reports are told of a workspace, as plain data from its settings. */
import type { CampaignRule, ChannelRule, RunParameters } from '@throughline/domain';

export interface WorkspaceView {
  readonly id: string;
  /** Zone of the calendar unless a request names another. */
  readonly timeZone: string;
  /** ISO 4217; every amount of the warehouse is in its minor units. */
  readonly currency: string;
  /** The published run: every parameter attribution used, and its name. */
  readonly run: RunParameters;
  readonly runId: string;
  /** Ordered rules, applied at read: a new rule reaches back. */
  readonly campaignRules: readonly CampaignRule[];
  readonly channelRules: readonly ChannelRule[];
  /** Configured sources that send, and from when on everything of each is known, epoch milliseconds. */
  readonly sources: readonly SourceView[];
}

export interface SourceView {
  readonly id: string;
  readonly completeFrom: number;
}

/** Reads the current settings; null = no such workspace. */
export type Workspaces = (id: string) => Promise<WorkspaceView | null> | WorkspaceView | null;
