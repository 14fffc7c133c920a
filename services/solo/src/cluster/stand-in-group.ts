import { TOPICS } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';

/** The consumer group that has a member for as long as an epoch is being raised. */
export const RAISING_GROUP = 'epoch-raise';
/** The one that has a member for as long as a rebuild is under way. */
export const REBUILDING_GROUP = 'warehouse-rebuild';

/**
 * Joins a group whose members say that something is under way, until the log is closed; resolves when the brokers count this
 * one. They stop counting one that was killed after its session.
 */
export async function standInGroup(log: EventLog, group: string, stop?: AbortSignal): Promise<void> {
  const from = await log.endOffsets(TOPICS.jobTicks);
  await new Promise<void>((resolve, reject) => {
    stop?.addEventListener('abort', () => reject(new Error('told to stop')), { once: true });
    log
      .subscribe({
        topic: TOPICS.jobTicks,
        group,
        from,
        maxRecords: 1_000,
        handler: () => Promise.resolve(),
        onAble: resolve,
        onUnable: reject,
      })
      .catch(reject);
  });
}
