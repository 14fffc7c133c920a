import { isCurrency, knownTimeZone } from '@throughline/domain';
import { z } from 'zod';

/** IANA name, for example `Europe/Moscow`. */
export const timeZone = z.string().refine((name) => knownTimeZone(name) !== null, 'no time zone of the IANA database');
export const currency = z.string().refine(isCurrency, 'no currency of ISO 4217');
/** ISO 3166-1 alpha-2. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1)');
/** SHA-256 in lower-case hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits (SHA-256)');
export const plainDate = z.iso.date();
/** A positive decimal number as text: binary fractions cannot hold exchange rates. */
export const decimal = z.string().regex(/^\d{1,12}(\.\d{1,12})?$/, 'a decimal number');
export const positiveDays = z.number().positive().max(3_650);
