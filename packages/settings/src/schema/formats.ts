import { z } from 'zod';

/** IANA name, for example `Europe/Moscow`. */
export const timeZone = z.string().refine(isTimeZone, 'no time zone of the IANA database');
/** ISO 4217. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'three capital letters (ISO 4217)');
/** ISO 3166-1 alpha-2. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1)');
/** SHA-256 in lower-case hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits (SHA-256)');
export const plainDate = z.iso.date();
/** A positive decimal number as text: binary fractions cannot hold exchange rates. */
export const decimal = z.string().regex(/^\d{1,12}(\.\d{1,12})?$/, 'a decimal number');
export const positiveDays = z.number().positive().max(3_650);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
