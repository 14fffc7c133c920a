import { percentDecode } from './percent-decode.ts';
import { unicodeHost } from './unicode-host.ts';

/** Parts of a URL that an origin reads. */
export interface UrlParts {
  /** Lower case; `''` when the text names none with `://`. */
  readonly scheme: string;
  /** As `normaliseHost` gives it; `''` when the URL names none. */
  readonly host: string;
  /** As sent, `/` at least. */
  readonly path: string;
  /** As sent, without `?` and fragment. */
  readonly query: string;
}

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/**
 * Splits a URL by hand (the core has no URL global) and never fails: senders cut and mangle URLs, and a visit with a
 * broken one is still a visit. `//host/path` and a bare `host.tld/path` name a host too, `/path?query` none.
 */
export function parseUrl(url: string): UrlParts {
  const text = url.trim();
  const withoutFragment = cut(text, '#')[0];
  const [beforeQuery, query] = cut(withoutFragment, '?');
  const scheme = SCHEME.exec(beforeQuery)?.[1]?.toLowerCase() ?? '';
  const rest = hierarchy(beforeQuery, scheme);
  if (rest === null) return { scheme, host: '', path: beforeQuery.startsWith('/') ? beforeQuery : '/', query };
  const slash = rest.search(/[/\\]/);
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  return { scheme, host: normaliseHost(authority), path: slash < 0 ? '/' : rest.slice(slash), query };
}

/** What follows `scheme://`, or the whole of a text that begins with a host; null when no host is named. */
function hierarchy(text: string, scheme: string): string | null {
  if (scheme !== '') return text.slice(scheme.length + 3);
  if (text.startsWith('//')) return text.slice(2);
  return /^[^\s/:@\\]+\.[^\s/:@\\]+(?::\d+)?(?:\/|$)/.test(text) ? text : null;
}

/**
 * A host as it is compared and shown: no user, port, final dot or leading `www.`, lower case, punycode decoded.
 * `www.` stays where nothing but a suffix would remain (`www.ru`).
 */
export function normaliseHost(authority: string): string {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const withoutPort = host.startsWith('[') ? cut(host, ']')[0] + ']' : cut(host, ':')[0];
  const decoded = withoutPort.includes('%') ? percentDecode(withoutPort) : withoutPort;
  const lower = unicodeHost(decoded.toLowerCase()).toLowerCase().normalize('NFC').replace(/\.$/, '');
  return lower.startsWith('www.') && lower.includes('.', 4) ? lower.slice(4) : lower;
}

function cut(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
