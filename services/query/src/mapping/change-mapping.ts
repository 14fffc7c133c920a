/** Changes of a workspace's campaign mapping that overwrite nobody else's. */
import { hash } from 'node:crypto';
import { compileCampaignRules, normaliseValue } from '@throughline/domain';
import type { CampaignRule } from '@throughline/domain';
import type { CampaignMappings } from './campaign-mappings.ts';

/** Strong, of the rules alone: other settings of the workspace change it not. */
export const tagOfRules = (rules: readonly CampaignRule[]): string =>
  `"${hash('sha256', JSON.stringify(rules), 'base64url').slice(0, 27)}"`;

export type Changed =
  | { readonly kind: 'changed'; readonly rules: readonly CampaignRule[] }
  | { readonly kind: 'workspace_unknown' }
  /** The rules are other ones than If-Match names. */
  | { readonly kind: 'not_matching' }
  /** An earlier rule names it otherwise, so one more would never be asked. */
  | { readonly kind: 'already_named'; readonly name: string }
  /** Others write all the time. */
  | { readonly kind: 'busy' };

export interface Change {
  readonly workspace: string;
  /** The tag the rules must have; null: any. */
  readonly ifMatch: string | null;
  /** From the present rules to those that shall be, or why not. */
  readonly to: (
    rules: readonly CampaignRule[],
  ) => readonly CampaignRule[] | Extract<Changed, { kind: 'already_named' }>;
}

/** Settings are written a few times a day; whoever meets somebody else five times over has met a program gone wild. */
const MOST_TRIES = 5;

export const changeMapping = async (mappings: CampaignMappings, change: Change): Promise<Changed> => {
  for (let time = 0; time < MOST_TRIES; time++) {
    const stored = await mappings.read(change.workspace);
    if (stored === null) return { kind: 'workspace_unknown' };
    if (change.ifMatch !== null && !matches(change.ifMatch, tagOfRules(stored.rules))) return { kind: 'not_matching' };
    const rules = change.to(stored.rules);
    if ('kind' in rules) return rules;
    if (tagOfRules(rules) === tagOfRules(stored.rules)) return { kind: 'changed', rules };
    if (await mappings.replace(change.workspace, rules, stored.version)) return { kind: 'changed', rules };
  }
  return { kind: 'busy' };
};

/** RFC 9110, section 13.1.1: strong comparison, lists and `*`. */
const matches = (ifMatch: string, tag: string): boolean =>
  ifMatch.split(',').some((one) => one.trim() === '*' || one.trim() === tag);

/** One rule more, the last: a suggested pair that was accepted. What is so already stays as it is. */
export const accepting =
  ({
    source,
    from,
    to,
  }: {
    readonly source?: string | undefined;
    readonly from: string;
    readonly to: string;
  }): Change['to'] =>
  (rules) => {
    const value = { source: source ?? '', campaign: normaliseValue(from) };
    const present = compileCampaignRules(rules)(value);
    if (present === to) return rules;
    if (present !== null) return { kind: 'already_named', name: present };
    return [...rules, { kind: 'exact', ...(source === undefined ? {} : { source }), value: from, name: to }];
  };
