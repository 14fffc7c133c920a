/** Entity tags of answers. Weak: two answers with one tag say the same, though their freshness may differ. */
import { createHash } from 'node:crypto';

/** Over the pieces of an answer without what changes by itself (how far the data is complete). */
export const etagOf = (pieces: Iterable<string>): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return `W/"${hash.digest('base64url').slice(0, 27)}"`;
};

/** RFC 9110, section 13.1.2: weak comparison, lists and `*`. */
export const matchesEtag = (ifNoneMatch: string | undefined, etag: string): boolean => {
  if (ifNoneMatch === undefined) return false;
  const plain = (tag: string): string => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || plain(tag) === plain(etag));
};
