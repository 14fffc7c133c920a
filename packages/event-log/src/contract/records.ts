/** Records as the cases write and read them: texts under keys. */
import type { EventLog, LogRecord, NewRecord, SubscribeOptions } from '../event-log.ts';

export const text = (record: LogRecord): string => Buffer.from(record.value).toString('utf8');
export const record = (key: string | null, value: string): NewRecord => ({ key, value: Buffer.from(value) });
/** Records `0`, `1`, ... each under the key of its number. */
export const numbered = (count: number, keyOf: (n: number) => string | null): NewRecord[] =>
  Array.from({ length: count }, (_, n) => record(keyOf(n), String(n)));
export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Everything a topic holds, by partition. */
export async function readAll(log: EventLog, topic: string): Promise<LogRecord[][]> {
  const partitions: LogRecord[][] = [];
  for (const [partition, end] of (await log.endOffsets(topic)).entries()) {
    const records: LogRecord[] = [];
    while (records.length < end) {
      const more = await log.read(topic, partition, records.length, 1_000);
      if (more.length === 0) throw new Error(`Partition ${partition} ends at ${records.length}, not ${end}`);
      records.push(...more);
    }
    partitions.push(records);
  }
  return partitions;
}

/** A handler whose effect is the texts of its records. */
export const collect = (into: string[]): Pick<SubscribeOptions, 'maxRecords' | 'handler'> => ({
  maxRecords: 100,
  handler: (batch) => {
    into.push(...batch.records.map(text));
    return Promise.resolve();
  },
});
