import type { Batch, EventLog, Subscription, SubscribeOptions } from '../event-log.ts';
import type { PackedRecords } from '../packed/packed-records.ts';

/** Told what a log does, for metrics. Nothing of it may throw. */
export interface LogObserver {
  /** Records became durable, so many seconds after they were given. */
  appended(topic: string, records: number, seconds: number): void;
  appendFailed(topic: string, error: unknown): void;
  /** A group's handler was done with a batch. */
  handled(group: string, records: number, seconds: number): void;
  /** It threw, or its batch could not be read or committed: the batch comes again. */
  failed(group: string, error: unknown): void;
}

/** The same log, observed. */
export function observeLog<Log extends EventLog>(log: Log, observer: LogObserver): Log {
  async function append<T>(topic: string, records: number, work: Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      const result = await work;
      observer.appended(topic, records, secondsSince(start));
      return result;
    } catch (error) {
      observer.appendFailed(topic, error);
      throw error;
    }
  }

  const subscribe = (options: SubscribeOptions): Promise<Subscription> =>
    log.subscribe({
      ...options,
      async handler(batch: Batch) {
        const start = performance.now();
        await options.handler(batch);
        observer.handled(options.group, batch.records.length, secondsSince(start));
      },
      onError(error, batch) {
        observer.failed(options.group, error);
        options.onError?.(error, batch);
      },
    });

  const appendPacked = log.appendPacked?.bind(log);
  return {
    ...log,
    append: (topic, records) => append(topic, records.length, log.append(topic, records)),
    // The bytes are taken before it returns, as the port says.
    ...(appendPacked === undefined
      ? {}
      : {
          appendPacked: (topic: string, records: PackedRecords) =>
            append(topic, records.count, appendPacked(topic, records)),
        }),
    subscribe,
  };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1_000;
