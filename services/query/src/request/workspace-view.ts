/** What reports need to know of a workspace. The composition root makes it from the settings (`workspace-view-of.ts`). */
import type { RunParameters } from '@throughline/domain';

export interface WorkspaceView {
  readonly id: string;
  /** Zone of the calendar unless a request names another. */
  readonly timeZone: string;
  /** ISO 4217; every amount of the warehouse is in its minor units. */
  readonly currency: string;
  /** Digits after the point of that currency. */
  readonly digits: number;
  /** The published run: every parameter attribution used, and its name. */
  readonly run: RunParameters;
  readonly runId: string;
  /** Channel of a cost's source and medium, by the workspace's rules. */
  readonly channelOf: (source: string, medium: string) => string;
  /** Name of a campaign by the workspace's mapping; `nameOfId` gives the name costs report for a campaign id. */
  readonly campaignOf: (campaign: CampaignValue, nameOfId: (source: string, id: string) => string | null) => string;
  /** Minor units of another currency on a date (`YYYY-MM-DD`) in the workspace's; null = no rate. */
  readonly convert: (minor: number, currency: string, date: string) => number | null;
}

export interface CampaignValue {
  readonly source: string;
  /** The normalised value of the origin or cost. */
  readonly campaign: string;
  /** Only of a cost; `''` when it states none. */
  readonly campaignId: string;
}

/** Reads the current settings; null = no such workspace. */
export type Workspaces = (id: string) => Promise<WorkspaceView | null> | WorkspaceView | null;
