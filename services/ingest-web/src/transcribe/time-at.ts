import { parseTime } from '../reading/parse-time.ts';

const COLON = 0x3a;
const DOT = 0x2e;
const T = 0x54;
const Z = 0x5a;
const DATE = 10;
/** What a byte that is no digit counts: too much for any part of a time. */
const BAD = 1_000_000;

/** Date of the instant read last, as bytes, and its midnight: the events of a batch are of one day or two. */
let lastDate = new Int32Array(3);
let lastMidnight = NaN;

/** The instant of a text in a body, as `parseTime` reads it when it says its zone; NaN when it does not, or is none. */
export function timeAt(body: Buffer, words: DataView, from: number, to: number): number {
  const length = to - from;
  if (length === 24 || length === 20) {
    const midnight = isLastDate(words, from) ? lastMidnight : NaN;
    const at = midnight + timeOfDay(words, from, length);
    if (!Number.isNaN(at)) return at;
  }
  const text = body.toString('latin1', from, to);
  const time = parseTime(text, 'UTC');
  if (time === null || !time.zoned) return NaN;
  if (text.endsWith('Z')) remember(words, from, text);
  return time.at;
}

function isLastDate(words: DataView, at: number): boolean {
  return (
    words.getInt32(at) === lastDate[0] &&
    words.getInt32(at + 4) === lastDate[1] &&
    words.getInt16(at + 8) === lastDate[2]
  );
}

function remember(words: DataView, at: number, text: string): void {
  const midnight = parseTime(`${text.slice(0, DATE)}T00:00:00Z`, 'UTC');
  if (midnight === null) return;
  lastDate = Int32Array.of(words.getInt32(at), words.getInt32(at + 4), words.getInt16(at + 8));
  lastMidnight = midnight.at;
}

/** Milliseconds since midnight of `...Thh:mm:ssZ` or `...Thh:mm:ss.mmmZ`; NaN for any other form. */
function timeOfDay(words: DataView, at: number, length: number): number {
  if (words.getUint8(at + 10) !== T || words.getUint8(at + 13) !== COLON || words.getUint8(at + 16) !== COLON)
    return NaN;
  if (words.getUint8(at + length - 1) !== Z) return NaN;
  const hour = two(words, at + 11);
  const minute = two(words, at + 14);
  const second = two(words, at + 17);
  let millisecond = 0;
  if (length === 24) {
    if (words.getUint8(at + 19) !== DOT) return NaN;
    millisecond = two(words, at + 20) * 10 + digit(words, at + 22);
  }
  if (hour > 23 || minute > 59 || second > 59 || millisecond > 999) return NaN;
  return ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond;
}

function two(words: DataView, at: number): number {
  return digit(words, at) * 10 + digit(words, at + 1);
}

function digit(words: DataView, at: number): number {
  const value = words.getUint8(at) - 0x30;
  return value >= 0 && value <= 9 ? value : BAD;
}
