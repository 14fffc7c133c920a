import { Temporal } from 'temporal-polyfill';

/** An instant read from a provider's field, and what had to be filled in to read it. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly filled: readonly string[];
}

/** Unix seconds (a fraction is cut to the millisecond) or, with 13 digits, milliseconds; null when it is neither. */
export function unixMoment(text: string | null): Moment | null {
  const found = /^(\d{1,13})(?:\.(\d+))?$/.exec(text ?? '');
  if (found?.[1] === undefined) return null;
  const whole = Number(found[1]);
  if (found[1].length >= 12) return { at: whole, filled: [] };
  return { at: whole * 1000 + Number((found[2] ?? '').padEnd(3, '0').slice(0, 3)), filled: [] };
}

/**
 * A date and time as a person writes it (`2026-03-02 12:14:05`), in the given zone unless it names an offset.
 * In the hour that is repeated in autumn the earlier instant is meant, in the one skipped in spring the later
 * (Temporal's `compatible`). Null when it is no time.
 */
export function localMoment(text: string | null, timeZone: string): Moment | null {
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(
    text ?? '',
  );
  if (found === null) return null;
  const [, date, time, offset] = found;
  const iso = `${date}T${(time ?? '').replace(',', '.')}`;
  try {
    if (offset !== undefined) return { at: Temporal.Instant.from(iso + offset).epochMilliseconds, filled: [] };
    const zoned = Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone);
    return { at: zoned.epochMilliseconds, filled: ['time_zone'] };
  } catch {
    return null;
  }
}

/** A date as mails have it (RFC 2822, with a numeric offset): `Mon, 02 Mar 2026 14:20:31 +0000`. Null when it is none. */
export function mailMoment(text: string): Moment | null {
  const found = /^(?:\w{3}, )?(\d{1,2} \w{3} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4})$/.exec(text);
  // The language reads this form itself; the name of the weekday it would not check.
  const at = Date.parse(found?.[1] ?? '');
  return Number.isNaN(at) ? null : { at, filled: [] };
}

/** The time of receipt, where the provider says none. */
export function receiptMoment(receivedAt: number): Moment {
  return { at: receivedAt, filled: ['at'] };
}
