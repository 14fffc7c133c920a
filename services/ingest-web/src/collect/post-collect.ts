import type { Event } from '@throughline/events';
import { BODY_LIMITS, Problem, readBody, type ProblemDetail } from '@throughline/runtime';
import type { Request, RequestHandler } from 'express';
import { isObject } from '../reading/json-object.ts';
import { checkCharset, hasEscapes, parseJson } from '../reading/parse-json.ts';
import { Reading } from '../reading/reading.ts';
import type { CollectDeps } from './collect-deps.ts';
import { VISITOR_HEADER } from './cross-origin.ts';
import { readClaim, type BeaconSender } from './read-claim.ts';
import { refusesCollection, siteOfRequest } from './site-of-request.ts';
import { storeClaims } from './store-claims.ts';
import { cookieOf, cookieScope, isVisitorId, VISITOR_COOKIE, visitorCookie } from './visitor-cookie.ts';

/** Events of one beacon. */
export const MOST_CLAIMS = 50;

interface Beacon {
  readonly statements: readonly unknown[];
  /** The page remembers no visitor and made one up: the cookie knows better. */
  readonly fresh: boolean;
}

/** `POST /v1/collect?key=`: key, host, body, visitor, durability, 204; in this order. */
export function postCollect(deps: CollectDeps): RequestHandler {
  return async (request, response) => {
    if (refusesCollection(request)) return void response.status(204).end();
    const startedAt = performance.now();
    const { origin } = request.headers;
    const { site, view } = await siteOfRequest(request, origin, deps);
    checkCharset(request.headers['content-type']);
    const body = await readBody(request, BODY_LIMITS.beacon);
    const beacon = beaconOf(parseJson(body));
    const visitor = visitorOf(request, beacon, deps);
    await deps.limits.visitor(request, response, visitor.id);
    const reading = new Reading({
      workspace: view,
      receivedAt: deps.now(),
      normalisePhone: deps.normalisePhone,
      checkText: hasEscapes(body),
      statement: () => `beacon:${deps.randomId()}`,
    });
    const userAgent = request.headers['user-agent']?.slice(0, MOST_USER_AGENT) ?? null;
    const claims = readClaims(
      beacon,
      reading,
      {
        site,
        visitor: visitor.id,
        replaced: visitor.replaced,
        ip: request.ip ?? null,
        userAgent,
      },
      deps,
    );
    await storeClaims(claims, deps);
    if (isVisitorId(visitor.id)) {
      response.appendHeader(
        'Set-Cookie',
        visitorCookie(visitor.id, cookieScope(request, origin, deps.registeredDomain)),
      );
      response.setHeader(VISITOR_HEADER, visitor.id);
    }
    response.status(204).end();
    deps.counts.acknowledged(performance.now() - startedAt);
  };
}

/** @throws Problem 422 */
function beaconOf(body: unknown): Beacon {
  if (!isObject(body)) throw refused([{ pointer: '', code: 'not_object', detail: 'The body is {"events":[...]}.' }]);
  const { events, fresh } = body;
  if (events === undefined) return { statements: [body], fresh: false };
  if (!Array.isArray(events)) throw refused([{ pointer: '/events', code: 'not_list', detail: 'Must be a list.' }]);
  if (events.length > MOST_CLAIMS)
    throw refused([{ pointer: '/events', code: 'too_many', detail: `May have at most ${MOST_CLAIMS} items.` }]);
  return { statements: events, fresh: fresh === true };
}

/** Who sends: whom the page remembers, else whom the cookie does, else whom the page made up, else somebody new. */
function visitorOf(
  request: Request,
  { statements, fresh }: Beacon,
  { randomId }: CollectDeps,
): { readonly id: string; readonly replaced: string | null } {
  const cookie = cookieOf(request, VISITOR_COOKIE);
  const known = isVisitorId(cookie) ? cookie : null;
  const stated = statedVisitor(statements);
  if (fresh && known !== null && stated !== null && stated !== known) return { id: known, replaced: stated };
  return { id: stated ?? known ?? randomId(), replaced: null };
}

function statedVisitor(statements: readonly unknown[]): string | null {
  for (const statement of statements) {
    const visitor = isObject(statement) ? statement['visitor_id'] : null;
    if (typeof visitor === 'string' && visitor !== '') return visitor;
  }
  return null;
}

/** What of a beacon is acceptable. @throws Problem 422 when nothing is */
function readClaims(
  { statements }: Beacon,
  reading: Reading,
  sender: BeaconSender,
  { counts }: CollectDeps,
): readonly Event[] {
  const errors: ProblemDetail[] = [];
  const claims: Event[] = [];
  for (const [index, statement] of statements.entries()) {
    const claim = readClaim(statement, reading, index, sender);
    if (claim !== null) claims.push(claim);
    else if (reading.rejection !== null) {
      errors.push({ index, ...reading.rejection });
      counts.rejected(reading.rejection.code);
    }
  }
  if (claims.length === 0 && errors.length > 0) throw refused(errors);
  return claims;
}

const MOST_USER_AGENT = 4_096;

function refused(errors: readonly ProblemDetail[]): Problem {
  return new Problem(422, 'nothing_acceptable', 'Nothing in this beacon is acceptable.', errors);
}
