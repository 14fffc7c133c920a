import { hash } from 'node:crypto';
import type { Event } from '../event.ts';
import { loadSchemas } from '../schema/load-schemas.ts';
import { compileCanonical } from './compile-canonical.ts';

/**
 * Fields about how the content reached us, not of what was said. `generation` and `retracted` do belong to it: a
 * retraction repeats what it retracts, and must not be taken for the same content again.
 */
export const NOT_CONTENT = ['receivedAt', 'raw', 'settingsVersion'] as const;

/** By type of event. Of several versions of a schema the newest, into whose shape all are read. */
const CONTENT = new Map<string, (event: object) => string>();
for (const { fact, schema } of loadSchemas().toSorted((a, b) => a.version - b.version)) {
  // `stated` is Avro's way to leave a field out; an event just has not got it.
  CONTENT.set(fact, compileCanonical(schema.fields, ['type'], [...NOT_CONTENT, 'stated']));
}

/**
 * SHA-256 of the canonical JSON (RFC 8785) of what an event says, as 64 lower-case hex digits. Two deliveries of one
 * statement have one hash; `filled` values belong to the content (attribution.md, section 1).
 */
export function contentHash(event: Event): string {
  const content = CONTENT.get(event.type);
  if (content === undefined) throw new Error(`there is no schema of '${event.type}'`);
  return hash('sha256', content(event), 'hex');
}
