import { createHmac } from 'node:crypto';
import type { Event } from '../event.ts';

/** What identifies an event: (workspace, source, type, natural key). */
export type EventIdentity = Pick<Event, 'workspace' | 'source' | 'type' | 'key'>;

/**
 * The id of an event: the first 128 bits of HMAC-SHA-256 under the workspace's key over the length-prefixed identity,
 * as 32 lower-case hex digits. The prefixes (UTF-8 bytes, 32 bits big endian) keep ("ab","c") apart from ("a","bc").
 */
export function eventId(workspaceKey: Uint8Array, event: EventIdentity): string {
  const hmac = createHmac('sha256', workspaceKey);
  const prefix = Buffer.alloc(4);
  for (const part of [event.workspace, event.source, event.type, event.key]) {
    const bytes = Buffer.from(part, 'utf8');
    prefix.writeUInt32BE(bytes.length);
    hmac.update(prefix).update(bytes);
  }
  return hmac.digest('hex').slice(0, 32);
}
