import type { Event } from '../event.ts';
import { keyedDigest } from './keyed-digest.ts';

/** What identifies an event: (workspace, source, type, natural key). */
export type EventIdentity = Pick<Event, 'workspace' | 'source' | 'type' | 'key'>;

/**
 * The id of an event: the first 128 bits of HMAC-SHA-256 under the workspace's key over the length-prefixed identity,
 * as 32 lower-case hex digits. The prefixes (UTF-8 bytes, 32 bits big endian) keep ("ab","c") apart from ("a","bc").
 * @param workspaceKey one object for all events of a workspace, best: what is made of it is remembered
 */
export function eventId(workspaceKey: Uint8Array, { workspace, source, type, key }: EventIdentity): string {
  const keyed = keyedDigest(workspaceKey);
  // A code unit takes at most three bytes.
  const buffer = keyed.room(4 * PREFIX_BYTES + 3 * (workspace.length + source.length + type.length + key.length));
  let end = writePart(buffer, keyed.start, workspace);
  end = writePart(buffer, end, source);
  end = writePart(buffer, end, type);
  end = writePart(buffer, end, key);
  return keyed.digest(end).slice(0, 32);
}

const PREFIX_BYTES = 4;

function writePart(buffer: Buffer, at: number, part: string): number {
  const bytes = buffer.write(part, at + PREFIX_BYTES, 'utf8');
  buffer.writeUInt32BE(bytes, at);
  return at + PREFIX_BYTES + bytes;
}
