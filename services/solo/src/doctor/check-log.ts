import type { LogReader, TopicConfig } from '@throughline/event-log';
import { findingsOf, type Finding } from './finding.ts';

/** Records read back from the end of each topic: the last blocks, which a failing disk or a crash would have hit. */
const LAST_RECORDS = 1_000;

/** Can the end of every topic be read, and is what is kept for ever still there from its beginning? */
export async function checkLog(log: LogReader, topics: readonly TopicConfig[]): Promise<Finding[]> {
  return [await checkEnds(log, topics), await checkKept(log, topics)];
}

async function checkEnds(log: LogReader, topics: readonly TopicConfig[]): Promise<Finding> {
  const { ok, problem } = findingsOf('end of the log');
  let records = 0;
  try {
    for (const { name } of topics) {
      for (const [partition, end] of (await log.endOffsets(name)).entries()) {
        records += await readEnd(log, name, partition, end);
      }
    }
  } catch (error) {
    return problem(`it cannot be read (${messageOf(error)}): restore the log from a backup`);
  }
  return ok(`intact as far as looked (${records} records)`);
}

/** @returns how many records were read @throws LogCorruptedError */
async function readEnd(log: LogReader, topic: string, partition: number, end: number): Promise<number> {
  let records = 0;
  for (let from = Math.max(0, end - LAST_RECORDS); from < end;) {
    const page = await log.read(topic, partition, from, LAST_RECORDS);
    // All that was there is past its retention.
    if (page.length === 0) break;
    records += page.length;
    from = (page.at(-1)?.offset ?? end) + 1;
  }
  return records;
}

/** The log is the truth: what was dropped from the beginning of `events` is in no report any more after a rebuild. */
async function checkKept(log: LogReader, topics: readonly TopicConfig[]): Promise<Finding> {
  const { ok, problem } = findingsOf('kept for ever');
  const forEver = topics.filter(({ retentionMs }) => retentionMs === -1).map(({ name }) => name);
  const cut: string[] = [];
  for (const name of forEver) {
    for (const [partition, end] of (await log.endOffsets(name)).entries()) {
      const oldest = await oldestOffset(log, name, partition, end);
      if (oldest > 0) cut.push(`${name} begins at ${oldest}`);
    }
  }
  if (cut.length > 0) return problem(`${cut.join(', ')}: something dropped what must stay; restore it from a backup`);
  return ok(forEver.join(', '));
}

/** Damage is the other check's to tell. */
async function oldestOffset(log: LogReader, topic: string, partition: number, end: number): Promise<number> {
  if (end === 0) return 0;
  try {
    return (await log.read(topic, partition, 0, 1))[0]?.offset ?? end;
  } catch {
    return 0;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
