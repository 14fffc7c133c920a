import { queryValues } from './query-values.ts';

/** A click identifier in a landing URL says what brought the visit. */
export interface ClickIdRule {
  readonly parameters: readonly string[];
  readonly source: string;
  readonly medium: string;
}

/** In the order of attribution.md, section 2, rule 2. `ysclid` marks organic results; `fbclid` is no proof of paid. */
export const CLICK_ID_RULES: readonly ClickIdRule[] = [
  { parameters: ['gclid', 'gbraid', 'wbraid'], source: 'google', medium: 'cpc' },
  { parameters: ['yclid'], source: 'yandex', medium: 'cpc' },
  { parameters: ['msclkid'], source: 'bing', medium: 'cpc' },
  { parameters: ['ttclid'], source: 'tiktok', medium: 'cpc' },
  { parameters: ['rb_clickid', 'vk_campaign_id', 'vk_ad_id'], source: 'vk', medium: 'cpc' },
  { parameters: ['ysclid'], source: 'yandex', medium: 'organic' },
  { parameters: ['fbclid'], source: 'facebook', medium: 'social' },
];

const RULE_OF = new Map(CLICK_ID_RULES.flatMap((rule) => rule.parameters.map((name) => [name, rule] as const)));
export const CLICK_ID_PARAMETERS: readonly string[] = [...RULE_OF.keys()];

export interface ClickId {
  readonly rule: ClickIdRule;
  /** `name=value`; the value keeps its case, ad systems want it back as it was. */
  readonly text: string;
}

/** The first click id, in the order of the rules, that has a value. */
export function clickIdOf(values: ReadonlyMap<string, string>): ClickId | null {
  for (const [name, rule] of RULE_OF) {
    const value = values.get(name);
    if (value !== undefined && value !== '') return { rule, text: `${name}=${value}` };
  }
  return null;
}

/** The click id a sender stated as `name=value`; null when it names no known one. */
export function statedClickId(text: string): ClickId | null {
  const name = text.slice(0, Math.max(text.indexOf('='), 0));
  return RULE_OF.has(name)
    ? clickIdOf(queryValues(text.replaceAll('&', '%26').replaceAll('+', '%2B'), new Set([name])))
    : null;
}
