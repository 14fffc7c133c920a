import type { Site } from '@throughline/settings';

/** Is a page of this host one of the site's? Subdomains of its hosts are; of a site that lists none every host is. */
export function isHostOf({ hosts }: Pick<Site, 'hosts'>, host: string | null): boolean {
  if (hosts.length === 0) return true;
  return host !== null && hosts.some((own) => host === own || host.endsWith(`.${own}`));
}

/** Host of an `Origin` or a URL; null when it has none (`null`, `file:`). */
export function hostOfUrl(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  return new URL(url).hostname || null;
}
