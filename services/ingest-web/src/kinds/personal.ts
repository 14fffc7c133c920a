import type { Reading } from '../reading/reading.ts';
import type { Kind } from './kind.ts';
import { same } from './kind.ts';
import { readText } from './text.ts';

const MOST_PHONE = 64;
const MOST_EMAIL = 320;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** The customer's phone: E.164 when possible; what was sent stays beside it when it differs. */
export const phone: Kind = {
  read(value, reading, pointer) {
    const sent = readText(value, reading, pointer, MOST_PHONE);
    if (sent === null) return null;
    reading.phone = normalised(sent, reading);
    reading.phoneRaw = reading.phone === sent ? null : sent;
    return reading.phone;
  },
  present: same,
  schema: { type: 'string', maxLength: MOST_PHONE },
};

/** A line of our own: E.164 when possible, else as sent. */
export const line: Kind = {
  read(value, reading, pointer) {
    const sent = readText(value, reading, pointer, MOST_PHONE);
    return sent === null ? null : (normalised(sent, reading) ?? sent);
  },
  present: same,
  schema: { type: 'string', maxLength: MOST_PHONE },
};

/** Trimmed, lower case. What cannot be an address stays in `extra`: it must not cost us the enquiry. */
export const email: Kind = {
  read(value, reading, pointer) {
    const sent = readText(value, reading, pointer, MOST_EMAIL);
    if (sent === null) return null;
    const address = sent.trim().toLowerCase();
    if (EMAIL.test(address)) return address;
    (reading.nestedExtra ??= Object.create(null) as Record<string, unknown>)['email'] = sent;
    return null;
  },
  present: same,
  schema: { type: 'string', maxLength: MOST_EMAIL },
};

/** A phone without `+` is read in the workspace's country: that is filled in. */
function normalised(sent: string, reading: Reading): string | null {
  if (!sent.trimStart().startsWith('+')) reading.fill('country');
  return reading.normalisePhone(sent, reading.workspace.country);
}
