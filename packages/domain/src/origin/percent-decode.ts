/**
 * Decodes one name or value of a query: `+` is a space, `%XX` bytes are UTF-8. Never fails: a `%` that begins no escape
 * stays, bytes that are no UTF-8 become U+FFFD. The same result as URLSearchParams, which the core may not use.
 */
export function percentDecode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, decodeEscapes);
  }
}

function decodeEscapes(escapes: string): string {
  const bytes: number[] = [];
  for (let at = 1; at < escapes.length; at += 3) bytes.push(Number.parseInt(escapes.slice(at, at + 2), 16));
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const sequence = sequenceAt(bytes, at);
    text += sequence.valid ? String.fromCodePoint(sequence.codePoint) : '\uFFFD';
    at += sequence.length;
  }
  return text;
}

/** Second bytes allowed after a lead byte where that is not 80..BF: no overlong forms, surrogates or points > 10FFFF. */
const SECOND_BYTE: Readonly<Record<number, readonly [number, number]>> = {
  0xe0: [0xa0, 0xbf],
  0xed: [0x80, 0x9f],
  0xf0: [0x90, 0xbf],
  0xf4: [0x80, 0x8f],
};

/** One character of UTF-8, or the longest beginning of one that is cut short (Unicode 3.9, maximal subpart). */
function sequenceAt(bytes: readonly number[], at: number): { valid: boolean; codePoint: number; length: number } {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return { valid: true, codePoint: lead, length: 1 };
  const wanted = lengthOf(lead);
  if (wanted === 1) return { valid: false, codePoint: 0, length: 1 };
  let codePoint = lead & (0x7f >> wanted);
  for (let index = 1; index < wanted; index += 1) {
    const byte = bytes[at + index] ?? -1;
    const [least, most] = (index === 1 ? SECOND_BYTE[lead] : undefined) ?? [0x80, 0xbf];
    if (byte < least || byte > most) return { valid: false, codePoint: 0, length: index };
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  return { valid: true, codePoint, length: wanted };
}

/** Bytes of the character a lead byte begins; 1 for a byte that begins none. */
function lengthOf(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 1;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}
