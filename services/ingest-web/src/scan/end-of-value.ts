const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The position after the JSON value that begins at `position`: right for every valid value, somewhere for any other
 * (JSON.parse judges what lies between); -1 when it does not end.
 */
export function endOfValue(source: Buffer, position: number): number {
  let depth = 0;
  for (let at = position; at < source.length; at++) {
    const byte = source[at];
    if (byte === QUOTE) {
      at = endOfString(source, at + 1);
      if (at < 0) return -1;
      if (depth === 0) return at + 1;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at;
      depth--;
      if (depth === 0) return at + 1;
    } else if (byte === 0x2c && depth === 0) return at;
  }
  return -1;
}

/** The position of the quote that ends a string. */
function endOfString(source: Buffer, from: number): number {
  for (let at = source.indexOf(QUOTE, from); at >= 0; at = source.indexOf(QUOTE, at + 1)) {
    let backslashes = 0;
    while (source[at - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}
