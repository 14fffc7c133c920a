import { queryOf } from '@throughline/runtime';
import type { RequestHandler } from 'express';
import { Reading } from '../reading/reading.ts';
import type { CollectDeps } from './collect-deps.ts';
import { pixelVisit } from './pixel-visit.ts';
import { readClaim } from './read-claim.ts';
import { refusesCollection, siteOfRequest } from './site-of-request.ts';
import { storeClaims } from './store-claims.ts';
import { cookieScope, visitCookie, visitorCookie } from './visitor-cookie.ts';

/** One transparent pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const MOST_URL = 8_192;

/**
 * `GET /v1/collect.gif?key=`: where no script runs, or ours was blocked. The page is `url`, else the Referer; what led to
 * it is `referrer`. A visit with its page, or a page of the visit that the cookie tells of.
 */
export function getPixel(deps: CollectDeps): RequestHandler {
  return async (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.type('image/gif');
    const query = queryOf(request);
    const url = (query.get('url') ?? request.headers.referer)?.slice(0, MOST_URL);
    if (refusesCollection(request)) return void response.end(GIF);
    const { site, view } = await siteOfRequest(request, url, deps);
    // Nobody says which page it is: there is nothing to tell.
    if (url === undefined) return void response.end(GIF);
    const referrer = query.get('referrer')?.slice(0, MOST_URL) ?? null;
    const { visitor, visit, isNew, kept } = pixelVisit(request, { url, referrer }, deps.randomId);
    await deps.limits.visitor(request, response, visitor);

    const reading = new Reading({
      workspace: view,
      receivedAt: deps.now(),
      normalisePhone: deps.normalisePhone,
      checkText: true,
      statement: () => `pixel:${deps.randomId()}`,
    });
    const statements = [
      ...(isNew ? [{ type: 'visit', id: visit, url, referrer }] : []),
      // Without its query, which may hold what a form was filled in with.
      { type: 'page', id: deps.randomId(), visit_id: visit, url: url.replace(/[?#].*$/, '') },
    ];
    const userAgent = request.headers['user-agent'] ?? null;
    const sender = { site, visitor, replaced: null, ip: request.ip ?? null, userAgent };
    const claims = statements.flatMap((statement, index) => readClaim(statement, reading, index, sender) ?? []);
    if (reading.rejection !== null) deps.counts.rejected(reading.rejection.code);
    await storeClaims(claims, deps);
    const scope = cookieScope(request, url, deps.registeredDomain);
    response.appendHeader('Set-Cookie', visitorCookie(visitor, scope));
    response.appendHeader('Set-Cookie', visitCookie(kept, scope));
    response.end(GIF);
  };
}
