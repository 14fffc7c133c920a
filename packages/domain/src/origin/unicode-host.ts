/**
 * A host with its `xn--` labels in Unicode (RFC 3492), so that `xn--e1afmkfd.xn--p1ai` and `пример.рф` are one host and
 * a report shows the name people read. A label that does not decode stays as it is.
 */
export function unicodeHost(host: string): string {
  if (!host.includes('xn--')) return host;
  return host
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join('.');
}

// Parameters of Punycode for IDNA, RFC 3492 section 5.
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const LAST_CODE_POINT = 0x10ffff;

function decodeLabel(encoded: string): string | null {
  const delimiter = encoded.lastIndexOf('-');
  if (delimiter === encoded.length - 1) return null; // nothing is encoded: no label a browser would have made
  const points = Array.from({ length: Math.max(delimiter, 0) }, (_, index) => encoded.charCodeAt(index));
  let at = delimiter + 1;
  let n = INITIAL_N;
  let index = 0;
  let bias = INITIAL_BIAS;
  while (at < encoded.length) {
    const before = index;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(at));
      at += 1;
      if (digit < 0) return null;
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (index > LAST_CODE_POINT * encoded.length) return null;
    }
    const length = points.length + 1;
    bias = adapt(index - before, length, before === 0);
    n += Math.floor(index / length);
    index %= length;
    if (n > LAST_CODE_POINT || (n >= 0xd800 && n <= 0xdfff)) return null;
    points.splice(index, 0, n);
    index += 1;
  }
  return String.fromCodePoint(...points);
}

/** Value of a basic code point as a digit: a..z = 0..25, 0..9 = 26..35; -1 otherwise (NaN past the end included). */
function digitOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  return -1;
}

function adapt(delta: number, length: number, first: boolean): number {
  let scaled = Math.floor(first ? delta / DAMP : delta / 2);
  scaled += Math.floor(scaled / length);
  let k = 0;
  for (; scaled > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) scaled = Math.floor(scaled / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * scaled) / (scaled + SKEW));
}
