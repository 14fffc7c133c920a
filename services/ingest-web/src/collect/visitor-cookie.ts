import type { IncomingMessage } from 'node:http';
import { hostOfUrl } from './page-host.ts';

/** Who a browser is to the site, kept where no script reads it and no script's expiry shortens it. */
export const VISITOR_COOKIE = 'throughline_visitor';
/** The visit a page without the tracker belongs to, and what brought it. */
export const VISIT_COOKIE = 'throughline_visit';
/** The longest that browsers keep a cookie. */
const VISITOR_SECONDS = 400 * 86_400;
/** Silence that ends a visit (attribution.md, section 1). */
const VISIT_SECONDS = 30 * 60;
/** What a visitor id of ours looks like; any other is neither kept in a cookie nor believed from one. */
const VISITOR = /^[\w-]{8,64}$/;

export const isVisitorId = (text: unknown): text is string => typeof text === 'string' && VISITOR.test(text);

/** A cookie of the request; null when there is none. */
export function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const split = pair.indexOf('=');
    if (split > 0 && pair.slice(0, split).trim() === name) return pair.slice(split + 1).trim();
  }
  return null;
}

/** How cookies of an answer are set. */
export interface CookieScope {
  /** Registered domain that page and collector share: the site's own server may read it too. Null: this host alone. */
  readonly domain: string | null;
  readonly secure: boolean;
}

/**
 * @param page `Origin` or address of the page
 * @param registeredDomain by the public suffix list
 */
export function cookieScope(
  request: IncomingMessage,
  page: string | undefined,
  registeredDomain: (host: string) => string | null,
): CookieScope {
  const host = hostOfUrl(`http://${request.headers.host ?? ''}`);
  const [own, pages] = [host, hostOfUrl(page)].map((name) => (name === null ? null : registeredDomain(name)));
  return { domain: own !== null && own === pages ? (own ?? null) : null, secure: page?.startsWith('https:') ?? false };
}

export const visitorCookie = (visitor: string, scope: CookieScope): string =>
  setCookie(VISITOR_COOKIE, visitor, VISITOR_SECONDS, scope);
export const visitCookie = (visit: string, scope: CookieScope): string =>
  setCookie(VISIT_COOKIE, visit, VISIT_SECONDS, scope);

/** The value is of characters that need no quoting. */
function setCookie(name: string, value: string, seconds: number, { domain, secure }: CookieScope): string {
  const where = domain === null ? '' : `; Domain=${domain}`;
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${where}${secure ? '; Secure' : ''}`;
}
