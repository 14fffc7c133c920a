import { canonicalSource, type KnownReferrer, type ReferrerKind, type SourceKind } from '@throughline/domain';
import { ADDITIONS, MAP_SERVICES } from './additions.ts';
import { NOT_SEARCH_ENGINES } from './not-search-engines.ts';
import { MATOMO_LISTS } from './vendor/matomo-lists.ts';
import type { HostsByName } from './vendored-lists.ts';

/** Hosts and names of the lists, ready to be asked. */
export interface ReferrerIndex {
  /** Hosts without `{}` -> site. */
  readonly exact: ReadonlyMap<string, KnownReferrer>;
  /** Hosts with `{}` -> site. */
  readonly patterns: ReadonlyMap<string, KnownReferrer>;
  /** Hosts of social networks, whose subdomains count too. */
  readonly social: ReadonlyMap<string, KnownReferrer>;
  /** Names of the lists -> kind; canonical names and webmail are not among them. */
  readonly kinds: ReadonlyMap<string, SourceKind>;
}

/** In the order in which a host that stands in several lists is looked up (attribution.md, section 2, rule 3). */
const KINDS = ['email', 'search', 'social', 'messenger', 'ai'] as const;

export function buildReferrerIndex(): ReferrerIndex {
  const exact = new Map<string, KnownReferrer>();
  const patterns = new Map<string, KnownReferrer>();
  const kinds = new Map<string, SourceKind>();

  // The first entry of a host stays: additions, then map services, then the vendored lists.
  const put = (host: string, site: KnownReferrer): void => {
    const map = host.includes('{}') ? patterns : exact;
    if (!map.has(host)) map.set(host, site);
  };
  const putAll = (kind: ReferrerKind, lists: HostsByName, isName = true): void => {
    for (const [listed, hosts] of Object.entries(lists)) {
      if (hosts.length === 0) continue;
      // A canonical name decides the kind too: Matomo counts Telegram among the social networks.
      const site = canonicalSource(listed) ?? { kind, name: listed };
      for (const host of hosts) put(host, site);
      if (isName && kind !== 'email' && !kinds.has(listed)) kinds.set(listed, kind);
    }
  };
  for (const kind of KINDS) putAll(kind, ADDITIONS[kind]);
  putAll('search', MAP_SERVICES, false);
  putAll('search', without(MATOMO_LISTS.search, new Set(NOT_SEARCH_ENGINES)));
  putAll('social', MATOMO_LISTS.social);
  putAll('ai', MATOMO_LISTS.ai);
  return { exact, patterns, social: new Map([...exact].filter(([, site]) => site.kind === 'social')), kinds };
}

const without = (lists: HostsByName, left: ReadonlySet<string>): HostsByName =>
  Object.fromEntries(Object.entries(lists).map(([name, hosts]) => [name, hosts.filter((host) => !left.has(host))]));
