import { setTimeout as sleep } from 'node:timers/promises';
import {
  LogClosedError,
  LogUnavailableError,
  TopicConfigError,
  type EventLog,
  type SubscribeOptions,
  type Subscription,
} from '@throughline/event-log';
import { NotPreparedError } from './not-prepared-error.ts';

/** A log that outlives the way it is spread. */
export interface FollowingLog extends EventLog {
  /** Resolves once it is open. @throws LogUnavailableError; what `open` throws */
  opened(): Promise<void>;
}

interface Held {
  readonly log: EventLog;
  readonly partitions: number;
  /** Calls under way and subscriptions: it is closed after the last. */
  uses: number;
}

const AGAIN_MS = 1_000;

/**
 * A log that is opened when it is first needed, and anew when it is to be spread over another number of partitions: appends
 * go to the new ones from then on, what is under way ends where it began, and subscriptions stay (a consumer finds new
 * partitions by itself). Until it can be opened every call says that it is unavailable, and subscriptions wait.
 * @param partitions as they are to be now
 * @param open whoever holds the result closes it
 */
export function followSpread(partitions: () => number, open: () => Promise<EventLog>): FollowingLog {
  let present: Held | null = null;
  let opening: Promise<void> | null = null;
  const held = new Set<Held>();
  const closing = new AbortController();

  async function openNext(): Promise<void> {
    const next: Held = { partitions: partitions(), log: await open(), uses: 1 };
    held.add(next);
    const before = present;
    present = next;
    if (before !== null) await release(before);
    if (closing.signal.aborted) await next.log.close();
  }

  async function opened(): Promise<void> {
    if (closing.signal.aborted) throw new LogClosedError();
    if (present?.partitions === partitions()) return;
    opening ??= openNext().finally(() => (opening = null));
    // What is open serves until its successor does.
    if (present === null) await opening;
    else opening.catch(() => undefined);
  }

  async function release(of: Held): Promise<void> {
    of.uses -= 1;
    if (of.uses > 0) return;
    held.delete(of);
    await of.log.close();
  }

  /** @throws LogUnavailableError also in place of what says that the brokers are not prepared */
  async function hold(): Promise<Held> {
    await opened().catch((error: unknown) => {
      if (!(error instanceof NotPreparedError || error instanceof TopicConfigError)) throw error;
      throw new LogUnavailableError(error.message, { cause: error });
    });
    if (present === null) throw new LogClosedError();
    present.uses += 1;
    return present;
  }

  async function use<T>(work: (log: EventLog) => Promise<T>): Promise<T> {
    const of = await hold();
    try {
      return await work(of.log);
    } finally {
      await release(of);
    }
  }

  /** Null when it was stopped before. */
  async function subscribed(options: SubscribeOptions, signal: AbortSignal): Promise<Subscription | null> {
    while (!signal.aborted) {
      try {
        const of = await hold();
        const subscription = await of.log.subscribe(options);
        return { stop: () => subscription.stop().finally(() => release(of)) };
      } catch (error) {
        if (!(error instanceof LogUnavailableError)) throw error;
        options.onUnable?.(error);
        await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    return null;
  }

  return {
    opened,
    append: (topic, records) => use((log) => log.append(topic, records)),
    read: (topic, partition, from, limit) => use((log) => log.read(topic, partition, from, limit)),
    endOffsets: (topic) => use((log) => log.endOffsets(topic)),
    committedOffsets: (topic, group) => use((log) => log.committedOffsets(topic, group)),
    subscribe(options) {
      const stopping = new AbortController();
      const subscription = subscribed(options, AbortSignal.any([stopping.signal, closing.signal]));
      subscription.catch(() => undefined);
      return Promise.resolve({
        async stop() {
          stopping.abort();
          await (await subscription)?.stop();
        },
      });
    },
    async close() {
      closing.abort();
      await opening?.catch(() => undefined);
      await Promise.all([...held].map(({ log }) => log.close()));
    },
  };
}
