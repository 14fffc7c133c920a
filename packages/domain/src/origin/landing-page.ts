import { NOT_SET } from './origin.ts';
import { parseUrl } from './parse-url.ts';

/**
 * The dimension `landing_page` of a URL: host (lower case, without `www.` and port, Unicode) + path as sent. A path keeps
 * its case, escapes and trailing slash: servers tell them apart, and the site's redirects already settle on one form.
 * `(not set)` without a host.
 */
export function landingPageOf(url: string): string {
  const { host, path } = parseUrl(url);
  return host === '' ? NOT_SET : host + path;
}
