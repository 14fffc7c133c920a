/** Parts of a time in a pattern, and how many digits each has. */
const TOKENS = { YYYY: 4, MM: 2, DD: 2, HH: 2, mm: 2, ss: 2, SSS: 3 } as const;
type Token = keyof typeof TOKENS;
export type TimePattern = readonly (Token | { readonly literal: string })[];

/** A pattern such as `DD.MM.YYYY HH:mm`, cut into its parts; null when it has no date, a part twice, or is too long. */
export function parsePattern(pattern: string): TimePattern | null {
  if (pattern.length > 60) return null;
  const parts = pattern.match(/YYYY|MM|DD|HH|mm|ss|SSS|[^YMDHms]|./gs) ?? [];
  const tokens = parts.filter((part): part is Token => Object.hasOwn(TOKENS, part));
  const isWhole = ['YYYY', 'MM', 'DD'].every((part) => tokens.includes(part as Token));
  if (!isWhole || new Set(tokens).size !== tokens.length) return null;
  return parts.map((part) => (Object.hasOwn(TOKENS, part) ? (part as Token) : { literal: part }));
}

/** The text of a pattern as `YYYY-MM-DD HH:mm:ss.SSS`; null when it is not of the pattern. */
export function matchPattern(pattern: TimePattern, text: string): string | null {
  const found: Partial<Record<Token, string>> = {};
  let at = 0;
  for (const part of pattern) {
    const length = typeof part === 'string' ? TOKENS[part] : part.literal.length;
    const piece = text.slice(at, at + length);
    if (typeof part === 'string') {
      if (piece.length !== length || !/^\d+$/.test(piece)) return null;
      found[part] = piece;
    } else if (piece !== part.literal) return null;
    at += length;
  }
  if (at !== text.length) return null;
  const { YYYY = '', MM = '', DD = '', HH = '00', mm = '00', ss = '00', SSS = '000' } = found;
  return `${YYYY}-${MM}-${DD} ${HH}:${mm}:${ss}.${SSS}`;
}
