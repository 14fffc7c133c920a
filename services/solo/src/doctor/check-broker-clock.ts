import { TOPICS } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import { checkServerClock } from './clickhouse-findings.ts';
import { findingsOf, type Finding } from './finding.ts';

/** A tick that names no job: whoever owns the jobs passes it over, and it expires as all do. */
const TICK = Buffer.from('doctor');

/**
 * Compares the broker's clock, which stamps every record, with this machine's by a record of our own: brokers tell their time
 * in no other way. That it is taken at all shows that we may append.
 */
export async function checkBrokerClock(log: EventLog, now: () => number): Promise<Finding> {
  const before = now();
  const [position] = await log.append(TOPICS.jobTicks, [{ key: null, value: TICK }]);
  const after = now();
  const { partition, offset } = position ?? { partition: 0, offset: 0 };
  const [record] = await log.read(TOPICS.jobTicks, partition, offset, 1);
  if (record === undefined)
    return findingsOf('broker clock').problem('a record just appended is not there: see its log');
  return checkServerClock('broker clock', record.appendedAt, before, after);
}
