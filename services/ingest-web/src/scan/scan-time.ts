import { utcOf } from '../reading/parse-time.ts';

/** Epoch milliseconds of `2026-08-01T10:20:30Z` or `2026-08-01T10:20:30.123Z` in some bytes; NaN for any other form. */
export function scanTime(source: Buffer, start: number, end: number): number {
  const length = end - start;
  if ((length !== 20 && length !== 24) || source[end - 1] !== 90) return NaN;
  if (source[start + 4] !== 45 || source[start + 7] !== 45 || source[start + 10] !== 84) return NaN;
  if (source[start + 13] !== 58 || source[start + 16] !== 58) return NaN;
  let milliseconds = 0;
  if (length === 24) milliseconds = source[start + 19] === 46 ? digit(source, start + 20) * 100 + two(source, start + 21) : NaN;
  const year = two(source, start) * 100 + two(source, start + 2);
  return utcOf(
    year,
    two(source, start + 5),
    two(source, start + 8),
    two(source, start + 11),
    two(source, start + 14),
    two(source, start + 17),
    milliseconds,
  );
}

function two(source: Buffer, position: number): number {
  return digit(source, position) * 10 + digit(source, position + 1);
}

function digit(source: Buffer, position: number): number {
  const value = (source[position] ?? 0) - 48;
  return value >= 0 && value <= 9 ? value : NaN;
}
