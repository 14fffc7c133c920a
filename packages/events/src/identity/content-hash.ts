import { hash } from 'node:crypto';
import type { Event } from '../event.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * Fields about how the content reached us, not of what was said. `generation` and `retracted` do belong to it: a
 * retraction repeats what it retracts, and must not be taken for the same content again.
 */
const NOT_CONTENT = { receivedAt: undefined, raw: undefined, settingsVersion: undefined };

/**
 * SHA-256 of the canonical JSON (RFC 8785) of what an event says, as 64 lower-case hex digits. Two deliveries of one
 * statement have one hash; `filled` values belong to the content (attribution.md, section 1).
 */
export function contentHash(event: Event): string {
  return hash('sha256', canonicalJson({ ...event, ...NOT_CONTENT }), 'hex');
}
