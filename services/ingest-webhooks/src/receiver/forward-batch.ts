import { TOPICS } from '@throughline/events';
import type { Batch, EventLog } from '@throughline/event-log';

/** Carries a batch of the door's own log to the event log, in order; a crash in between repeats it (at least once). */
export async function forwardBatch(batch: Batch, eventLog: EventLog): Promise<void> {
  await eventLog.append(
    TOPICS.raw,
    batch.records.map(({ key, value }) => ({ key, value })),
  );
}
