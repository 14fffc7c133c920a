import { createHash } from 'node:crypto';
import { DEFAULT_RUN, type HubLimits, type RunParameters, type SourceRole } from '@throughline/domain';
import { UnknownWorkspaceError } from './errors.ts';
import type { Source } from './schema/source.ts';
import type { Workspace } from './schema/workspace.ts';
import { SITE_PROVIDER } from './site.ts';
import type { SettingsState } from './state/settings-state.ts';

/** The order of one call's records (attribution.md, One call, one enquiry). */
const ROLES: readonly SourceRole[] = ['call_tracking', 'telephony', 'crm', 'other'];
const MOST_OF_A_ROLE = 1_000_000;
/** After what is not listed, such as `/v1/events`: that ranks as the greatest safe integer (one-enquiry.ts). */
const RANK_OF_CLAIMS = Number.MAX_VALUE;

/**
 * Everything a run of a workspace fixes.
 * @param rulesHash hash of the rule tables and data the code reads; joined with the workspace's own rules
 * @throws UnknownWorkspaceError
 */
export function runParameters(state: SettingsState, workspaceId: string, rulesHash: string): RunParameters {
  const workspace = state.workspace(workspaceId);
  if (workspace === null) throw new UnknownWorkspaceError(workspaceId);
  const { run } = workspace;
  return {
    ...DEFAULT_RUN,
    lookbackDays: run.lookbackDays ?? DEFAULT_RUN.lookbackDays,
    journeyEnd: run.journeyEnd ?? DEFAULT_RUN.journeyEnd,
    skewSeconds: run.skewSeconds ?? DEFAULT_RUN.skewSeconds,
    leadUniqueDays: run.leadUniqueDays ?? DEFAULT_RUN.leadUniqueDays,
    hubLimits: run.hubLimits ?? (DEFAULT_RUN.hubLimits satisfies HubLimits),
    halfLifeDays: run.halfLifeDays ?? DEFAULT_RUN.halfLifeDays,
    timeZone: workspace.timeZone,
    currency: workspace.currency,
    rates: workspace.rates,
    sources: ranks(state.sources(workspaceId)),
    rules: rulesOf(workspace, rulesHash),
  };
}

/**
 * By role, then by age. A new source gets a rank of its own and changes nobody else's. What a site says is a claim: of one
 * enquiry that a site and anybody else tell of, the other's record gives the id, also when it is of `/v1/events`.
 */
function ranks(sources: readonly Source[]): RunParameters['sources'] {
  const countOf = new Map<SourceRole, number>();
  return Object.fromEntries(
    sources.map((source) => {
      if (source.provider === SITE_PROVIDER) return [source.id, { role: 'other' as const, rank: RANK_OF_CLAIMS }];
      const role = ROLES.find((known) => known === source.role) ?? 'other';
      const ordinal = countOf.get(role) ?? 0;
      countOf.set(role, ordinal + 1);
      return [source.id, { role, rank: ROLES.indexOf(role) * MOST_OF_A_ROLE + ordinal }];
    }),
  );
}

/**
 * What the workspace adds to the rules when an event becomes a fact: the country reads phones that came without one.
 * Campaign rules are applied at read instead.
 */
function rulesOf({ country, channelRules, referrerExclusions, exclusions }: Workspace, rulesHash: string): string {
  const own = JSON.stringify([rulesHash, country, channelRules, referrerExclusions, exclusions]);
  return createHash('sha256').update(own).digest('hex');
}
