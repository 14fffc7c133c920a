import { decodeEvent, TOPICS } from '@throughline/events';
import type { LogReader } from '@throughline/event-log';
import { findingsOf, type Finding } from './finding.ts';

/** Looked at from the end of each partition: what is written now. */
const LAST_RECORDS = 200;
const { ok, warning, problem } = findingsOf('events');

/** Can the last events be read: is each of a schema that this release knows? */
export async function checkEvents(log: Pick<LogReader, 'endOffsets' | 'read'>): Promise<Finding> {
  let records = 0;
  const unreadable: string[] = [];
  try {
    for (const [partition, end] of (await log.endOffsets(TOPICS.events)).entries()) {
      for (const { offset, value } of await log.read(
        TOPICS.events,
        partition,
        Math.max(0, end - LAST_RECORDS),
        LAST_RECORDS,
      )) {
        records += 1;
        const why = whyUnreadable(value);
        if (why !== null) unreadable.push(`${TOPICS.events}/${partition} at ${offset}: ${why}`);
      }
    }
  } catch (error) {
    return problem(`they cannot be read (${messageOf(error)})`);
  }
  const [first] = unreadable;
  if (first === undefined) return ok(`the last ${records} are of schemas that are known`);
  return warning(
    `${unreadable.length} of the last ${records} are no events of this release (${first}): stop the program that writes them, or start the newer release; they stand in /v1/rejected`,
  );
}

function whyUnreadable(value: Uint8Array): string | null {
  try {
    decodeEvent(value);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
