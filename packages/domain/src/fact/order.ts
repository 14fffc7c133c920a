import type { FactHeader } from './fact.ts';

/** What "earlier" and "later" compare: the time, then the id (attribution.md, first paragraph). */
export interface Moment {
  readonly at: number;
  readonly id: string;
}

/** First code unit of the surrogates: below it the order of UTF-16 and of UTF-8 is the same. */
const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** In UTF-8, U+E000..U+FFFF come before everything a surrogate pair spells; in UTF-16 after it. */
const rank = (unit: number): number =>
  unit < SURROGATES ? unit : unit < AFTER_SURROGATES ? unit + 0x2000 : unit - 0x800;

/**
 * Order of two well-formed strings by their UTF-8 bytes, without encoding them. `<` on strings is by UTF-16 units,
 * which differs beyond the basic plane.
 */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** By (at, id). */
export const compareMoments = (a: Moment, b: Moment): number => a.at - b.at || compareUtf8(a.id, b.id);

/**
 * By (at, id), then by event id: two sources may give one id at one instant, and the order must not depend on arrival.
 */
export const compareFacts = (a: FactHeader, b: FactHeader): number =>
  compareMoments(a, b) || compareUtf8(a.eventId, b.eventId);
