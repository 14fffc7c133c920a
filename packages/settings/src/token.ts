import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new key or token: 32 random bytes in base64url after a prefix that says what it opens (`tl_`: the HTTP interface). */
export function generateToken(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** How keys and tokens are kept: SHA-256 in hex. They are random, so a slow password hash would add nothing. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Does a token have this hash? In constant time. */
export function tokenMatches(token: string, hash: string): boolean {
  const given = Buffer.from(hashToken(token), 'hex');
  const expected = Buffer.from(hash, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
