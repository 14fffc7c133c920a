/** Who asks: basic authentication, ClickHouse's headers or the URL, one of them. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ReadOnlyLimits } from './run-read-only.ts';
import { AUTHENTICATION_FAILED, Refusal, REQUIRED_PASSWORD } from './refusal.ts';

export interface FrontUser {
  readonly name: string;
  readonly password: string;
  /** An analyst: only selects over the views of the mart pass, within these limits. */
  readonly readonly?: ReadOnlyLimits;
}

interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** @throws Refusal when nobody, or nobody known, asks; it takes as long whichever part of it was wrong */
export const authenticate = (
  users: readonly FrontUser[],
  headers: IncomingHttpHeaders,
  url: URLSearchParams,
): FrontUser => {
  const ways = [ofBasic(headers), ofHeaders(headers), ofUrl(url)].filter((way) => way !== null);
  const [given] = ways;
  if (given === undefined) throw new Refusal(REQUIRED_PASSWORD, 'Authentication required: no user and no password');
  if (ways.length > 1) {
    throw new Refusal(AUTHENTICATION_FAILED, 'Invalid authentication: more than one way of it at the same time');
  }
  let known: FrontUser | null = null;
  for (const user of users) if (isSame(identity(user), identity(given))) known = user;
  if (known === null) throw new Refusal(AUTHENTICATION_FAILED, 'Authentication failed: wrong user or password');
  return known;
};

/** Digests have one length, so that comparing tells nothing of the secret's own. */
const isSame = (a: Buffer, b: Buffer): boolean => timingSafeEqual(a, b);
const identity = ({ name, password }: Credentials): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([name, password]))
    .digest();

const ofBasic = ({ authorization }: IncomingHttpHeaders): Credentials | null => {
  if (authorization === undefined) return null;
  const encoded = /^Basic +([A-Za-z0-9+/=]*)$/i.exec(authorization.trim())?.[1];
  if (encoded === undefined) throw new Refusal(AUTHENTICATION_FAILED, 'Only basic authentication is supported');
  const [, name = '', password = ''] =
    /^([^:]*):?([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return { name, password };
};

const ofHeaders = (headers: IncomingHttpHeaders): Credentials | null =>
  credentials(single(headers['x-clickhouse-user']), single(headers['x-clickhouse-key']));

const ofUrl = (url: URLSearchParams): Credentials | null => credentials(url.get('user'), url.get('password'));

const credentials = (name: string | null, password: string | null): Credentials | null =>
  name === null && password === null ? null : { name: name ?? 'default', password: password ?? '' };

const single = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : Array.isArray(value) ? (value[0] ?? null) : value;
