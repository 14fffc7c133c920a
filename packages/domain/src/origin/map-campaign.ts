import { normaliseValue } from './normalise-value.ts';
import { NOT_SET } from './origin.ts';
import { compileTemplate } from './template.ts';

/**
 * One line of a workspace's ordered campaign mapping. `id` matches the value itself or the campaign id of a cost;
 * `exact` the whole value; `template` a value with `*` for any run of characters. An absent source means any.
 */
export interface CampaignRule {
  readonly kind: 'id' | 'exact' | 'template';
  readonly source?: string | null | undefined;
  readonly value: string;
  /** The campaign's name in reports. */
  readonly name: string;
}

/** What is asked of the mapping, normalised: an origin's source and campaign value, of a cost also its campaign id. */
export interface CampaignValue {
  readonly source: string;
  readonly campaign: string;
  readonly campaignId?: string;
}

/** Campaign names that cost rows give to campaign ids. */
export interface CampaignNames {
  nameOf(source: string, campaignId: string): string | null;
}

/** The workspace's rules made ready to be asked for every row. */
export type CampaignRules = (value: CampaignValue) => string | null;

export function compileCampaignRules(rules: readonly CampaignRule[]): CampaignRules {
  const compiled = rules.map((rule) => {
    const value = normaliseValue(rule.value);
    const isTemplate = rule.kind === 'template' ? compileTemplate(value) : null;
    return { kind: rule.kind, source: normaliseValue(rule.source), value, isTemplate, name: rule.name };
  });
  return ({ source, campaign, campaignId }) =>
    compiled.find(
      (rule) =>
        rule.value !== '' &&
        (rule.source === '' || rule.source === source) &&
        (rule.isTemplate === null
          ? campaign === rule.value || (rule.kind === 'id' && campaignId === rule.value)
          : campaign !== NOT_SET && rule.isTemplate(campaign)),
    )?.name ?? null;
}

/**
 * Campaign of an origin and of a cost (attribution.md, section 2): the first match of the workspace's rules; then, when
 * the value is the campaign id of a cost of the same source, that cost's campaign name; then the value itself.
 * `(not set)` is mapped by no template: it is the absence of a value.
 */
export function mapCampaign(value: CampaignValue, rules: CampaignRules, names: CampaignNames): string {
  if (value.campaign === NOT_SET && (value.campaignId ?? '') === '') return NOT_SET;
  return rules(value) ?? names.nameOf(value.source, value.campaign) ?? value.campaign;
}

/** A cost row as far as it names a campaign. */
export interface CampaignCost {
  readonly source: string;
  readonly campaign: string;
  readonly campaignId: string;
  readonly reportedAt: number;
}

/** Names by (source, campaign id): that of the greatest `reportedAt`, of equal ones the greatest name. */
export function campaignNames(costs: Iterable<CampaignCost>): CampaignNames {
  const named = new Map<string, CampaignCost>();
  for (const cost of costs) {
    if (cost.campaignId === '' || cost.campaign === NOT_SET) continue;
    const key = keyOf(cost.source, cost.campaignId);
    const before = named.get(key);
    if (before === undefined || isLater(cost, before)) named.set(key, cost);
  }
  return { nameOf: (source, campaignId) => named.get(keyOf(source, campaignId))?.campaign ?? null };
}

const isLater = (cost: CampaignCost, before: CampaignCost): boolean =>
  cost.reportedAt === before.reportedAt ? cost.campaign > before.campaign : cost.reportedAt > before.reportedAt;

const keyOf = (source: string, campaignId: string): string => `${source}\n${campaignId}`;
