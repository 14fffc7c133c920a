/** Port to the ordered campaign rules of workspaces, which are settings; the composition root gives it. */
import type { CampaignRule } from '@throughline/domain';

export interface StoredMapping {
  readonly rules: readonly CampaignRule[];
  /** Of the settings the rules stand in: changes with them, and with what stands beside them. */
  readonly version: number;
}

export interface CampaignMappings {
  /** The rules as they are now, whichever process wrote them; null: no such workspace. */
  read(workspace: string): Promise<StoredMapping | null>;
  /** Puts other rules in their place; false: somebody has written the settings since that version. */
  replace(workspace: string, rules: readonly CampaignRule[], version: number): Promise<boolean>;
}
