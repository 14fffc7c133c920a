import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares a secret that was sent with the one expected, in a time that says nothing of either. */
export function equalSecret(sent: string | null, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent ?? ''), digest(expected)) && sent !== null;
}
