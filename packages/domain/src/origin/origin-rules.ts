import { canonicalSource } from './source-names.ts';
import { normaliseValue } from './normalise-value.ts';
import type { Channel } from './origin.ts';
import { normaliseHost, parseUrl } from './parse-url.ts';
import { DEFAULT_REFERRER_EXCLUSIONS } from './referrer-exclusions.ts';
import { compileTemplate } from './template.ts';

/**
 * A workspace's own channel rule; the first that matches goes before the built-in list. `source` and `medium` are values
 * or templates with `*` (any run of characters); an absent one means any. A rule with neither matches nothing.
 */
export interface ChannelRule {
  readonly source?: string | null;
  readonly medium?: string | null;
  readonly channel: Channel;
}

/** The part of a workspace's settings that origins depend on, as plain data. */
export interface OriginRuleSettings {
  /** Hosts whose referrals count as none, with their subdomains; added to `DEFAULT_REFERRER_EXCLUSIONS`. */
  readonly referrerExclusions: readonly string[] | null;
  readonly channelRules: readonly ChannelRule[];
}

/** Settings made ready to be asked for every visit. */
export interface OriginRules {
  isExcludedReferrer(host: string): boolean;
  /** The channel of the workspace's own rules; null when none matches. */
  ownChannel(source: string, medium: string): Channel | null;
}

export function compileOriginRules(settings: OriginRuleSettings): OriginRules {
  const hosts = [...DEFAULT_REFERRER_EXCLUSIONS, ...(settings.referrerExclusions ?? [])];
  const excluded = new Set(hosts.map((host) => parseUrl(host).host || normaliseHost(host.trim())));
  const own = settings.channelRules
    .filter((rule) => normaliseValue(rule.source) !== '' || normaliseValue(rule.medium) !== '')
    .map((rule) => ({ source: anyOr(rule.source), medium: anyOr(rule.medium), channel: rule.channel }));
  return {
    isExcludedReferrer: (host) => {
      for (let at = 0; at >= 0; at = nextLabel(host, at)) if (excluded.has(host.slice(at))) return true;
      return false;
    },
    ownChannel: (source, medium) => {
      const name = canonicalSource(source)?.name ?? source;
      const rule = own.find((r) => (r.source(source) || r.source(name)) && r.medium(medium));
      return rule?.channel ?? null;
    },
  };
}

/** Rules of a workspace that has set none. */
export const DEFAULT_ORIGIN_RULES: OriginRules = compileOriginRules({ referrerExclusions: null, channelRules: [] });

function anyOr(pattern: string | null | undefined): (value: string) => boolean {
  const text = normaliseValue(pattern);
  return text === '' ? () => true : compileTemplate(text);
}

function nextLabel(host: string, at: number): number {
  const dot = host.indexOf('.', at);
  return dot < 0 ? -1 : dot + 1;
}
