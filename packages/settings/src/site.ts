import type { Source } from './schema/source.ts';

/** The provider of sources whose data our own tracker collects from a site's pages. */
export const SITE_PROVIDER = 'site';

/** A site whose pages carry the tracker. */
export interface Site {
  /** Id of its source: the events' `source`. */
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  /** Stands in the pages for everybody to see: says which site, and opens nothing else. */
  readonly key: string;
  /** Hosts of its pages, lower case, in ASCII; their subdomains count too. */
  readonly hosts: readonly string[];
  readonly enabled: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A source as a site; null for a source of anything else. */
export function siteOf(source: Source): Site | null {
  if (source.provider !== SITE_PROVIDER) return null;
  const { id, workspace, name, enabled, createdAt, settings } = source;
  const { siteKey, hosts } = settings;
  if (typeof siteKey !== 'string' || !Array.isArray(hosts)) return null;
  return { id, workspace, name, key: siteKey, hosts: hosts.map(String), enabled, createdAt };
}
