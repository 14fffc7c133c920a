import type { EventLog, LogRecord } from './event-log.ts';

/** Offsets of a partition: from one on, and before another. */
export interface PageRange {
  readonly from?: number;
  readonly end: number;
}

/** The records of a partition within a range, page by page; what retention took is left out. */
export async function* readPages(
  log: Pick<EventLog, 'read'>,
  topic: string,
  partition: number,
  { from = 0, end }: PageRange,
  page = 500,
): AsyncGenerator<readonly LogRecord[]> {
  for (let offset = from; offset < end;) {
    const records = await log.read(topic, partition, offset, Math.min(page, end - offset));
    const last = records.at(-1);
    if (last === undefined) return;
    yield records.filter((record) => record.offset < end);
    offset = last.offset + 1;
  }
}
