import { encodeRejected, TOPICS, type RejectedRecord, type SettledRecord } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import type { RejectedEntry } from './rejected-index.ts';

/** Closes a rejected record: its request was read, or another record took its place. */
export async function settleRejected(
  entry: RejectedEntry,
  { workspace, source }: RejectedRecord,
  outcome: SettledRecord['outcome'],
  eventLog: EventLog,
): Promise<void> {
  const value = encodeRejected({ kind: 'settled', workspace, source, settles: entry.id, outcome });
  await eventLog.append(TOPICS.rejected, [{ key: source, value }]);
}
