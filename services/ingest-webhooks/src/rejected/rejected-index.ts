import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseRejected, TOPICS, type RejectedRecord, type RejectReason } from '@throughline/events';
import { readPages, type EventLog } from '@throughline/event-log';

/** What is known of a rejected record without its bytes. */
export interface RejectedEntry {
  /** `<partition>-<offset>` on topic `rejected`. */
  readonly id: string;
  readonly partition: number;
  readonly offset: number;
  readonly workspace: string;
  readonly source: string;
  readonly reason: RejectReason;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

export interface RejectedIndex {
  /** Open entries of a workspace, the newest first; reads the topic to its end before. */
  open(workspace: string): Promise<readonly RejectedEntry[]>;
  /** How many are open; a replay that settles one makes it one less. */
  count(workspace: string): Promise<number>;
  /** The record of an entry, with its bytes; null when retention took it. */
  read(entry: RejectedEntry): Promise<RejectedRecord | null>;
}

/**
 * Folds topic `rejected`: what was rejected less what was settled. Only a line per entry stays in memory; each call
 * reads what came since the last.
 */
export function createRejectedIndex(eventLog: EventLog): RejectedIndex {
  const entriesOf = new Map<string, Map<string, RejectedEntry>>();
  /** The newest id of each verdict. */
  const idOf = new Map<string, string>();
  const settled = new Set<string>();
  const offsets: number[] = [];
  let catchingUp = Promise.resolve();

  async function catchUp(): Promise<void> {
    const ends = await eventLog.endOffsets(TOPICS.rejected);
    for (const [partition, end] of ends.entries()) {
      const from = offsets[partition] ?? 0;
      for await (const records of readPages(eventLog, TOPICS.rejected, partition, { from, end })) {
        for (const { offset, value } of records) {
          fold(partition, offset, value);
          offsets[partition] = offset + 1;
        }
        // The first look reads the whole topic; others are let in between its pages.
        await nextTurn();
      }
    }
  }

  function fold(partition: number, offset: number, value: Uint8Array): void {
    const record = parseRejected(value);
    if (record === null) return;
    if (record.kind === 'settled') {
      settled.add(record.settles);
      entriesOf.get(record.workspace)?.delete(record.settles);
      return;
    }
    const id = `${partition}-${offset}`;
    // Settlements may stand on another partition and be read first.
    if (settled.has(id)) return;
    const { workspace, source, reason, receivedAt } = record;
    const entries = entriesOf.get(workspace) ?? new Map<string, RejectedEntry>();
    const verdict = verdictOf(record);
    if (verdict !== null) {
      entries.delete(idOf.get(verdict) ?? '');
      idOf.set(verdict, id);
    }
    entriesOf.set(workspace, entries.set(id, { id, partition, offset, workspace, source, reason, receivedAt }));
  }

  async function present(workspace: string): Promise<ReadonlyMap<string, RejectedEntry>> {
    catchingUp = catchingUp.then(catchUp, catchUp);
    await catchingUp;
    return entriesOf.get(workspace) ?? new Map<string, RejectedEntry>();
  }

  return {
    open: async (workspace) => [...(await present(workspace)).values()].reverse(),
    count: async (workspace) => (await present(workspace)).size,
    async read({ partition, offset }) {
      const [found] = await eventLog.read(TOPICS.rejected, partition, offset, 1);
      const record = found?.offset === offset ? parseRejected(found.value) : null;
      return record?.kind === 'rejected' ? record : null;
    },
  };
}

/**
 * What a record says of which request: a crash before its offset was committed makes a request be read, and rejected,
 * once more, and the newer record replaces the older. Null for what was never on the log before it was rejected.
 */
function verdictOf({ workspace, source, raw, event, detail, parts }: RejectedRecord): string | null {
  if (raw === null && event === null) return null;
  return hash('sha256', JSON.stringify([workspace, source, raw, event, detail, parts]), 'base64');
}
