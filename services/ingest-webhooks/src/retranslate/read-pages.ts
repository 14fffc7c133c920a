import type { EventLog, LogRecord } from '@throughline/event-log';

const PAGE = 500;

/** The records of a partition before an offset, page by page, from the oldest kept. */
export async function* readPages(
  eventLog: EventLog,
  topic: string,
  partition: number,
  end: number,
): AsyncGenerator<readonly LogRecord[]> {
  for (let offset = 0; offset < end;) {
    const records = await eventLog.read(topic, partition, offset, PAGE);
    const last = records.at(-1);
    if (last === undefined) return;
    yield records.filter((record) => record.offset < end);
    offset = last.offset + 1;
  }
}
