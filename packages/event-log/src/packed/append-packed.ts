import type { EventLog, Position } from '../event-log.ts';
import { unpackRecords, type PackedRecords } from './packed-records.ts';

/**
 * Appends packed records as `EventLog.append` does its list, by the log's own way where it has one; when it returns, not
 * only when its promise resolves, the bytes have been taken. Answers for each
 * partition, up to the last one concerned, the offset after the last of the records (0: none of them is there).
 * @throws LogUnavailableError
 */
export async function appendPacked(log: EventLog, topic: string, records: PackedRecords): Promise<readonly number[]> {
  if (records.count === 0) return [];
  if (log.appendPacked !== undefined) return log.appendPacked(topic, records);
  // Not `slice`: that of a Buffer is a view of the same bytes.
  const own = { count: records.count, bytes: new Uint8Array(records.bytes) };
  return offsetsAfter(await log.append(topic, unpackRecords(own)));
}

export function offsetsAfter(positions: readonly Position[]): number[] {
  const offsets: number[] = [];
  for (const { partition, offset } of positions) {
    while (offsets.length <= partition) offsets.push(0);
    if (offset + 1 > (offsets[partition] ?? 0)) offsets[partition] = offset + 1;
  }
  return offsets;
}
