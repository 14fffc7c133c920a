import type { Subscription } from '../event-log.ts';
import { GROUP, TOPIC, type Segment } from './segment.ts';
import type { DrainOptions } from './spool.ts';

export interface Segments {
  oldest(): Promise<Segment>;
  /** Calls back whenever a segment was sealed; replaces the former callback. */
  whenSealed(told: () => void): void;
  drop(segment: Segment): Promise<void>;
}

/** Pause before a segment that could not be opened or dropped is tried again. */
const AGAIN_MS = 1_000;

/** Reads segment by segment; each is dropped when it is sealed and everything in it was handled. */
export function drainSegments({ maxRecords, handler, onError }: DrainOptions, segments: Segments): Subscription {
  let stopped = false;
  let stop = (): void => undefined;
  const stopping = new Promise<void>((resolve) => (stop = resolve));

  async function drain(segment: Segment): Promise<void> {
    let [handled = 0] = await segment.log.committedOffsets(TOPIC, GROUP);
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const look = (): void => {
      if (segment.sealed && handled >= segment.end) finish();
    };
    segments.whenSealed(look);
    const subscription = await segment.log.subscribe({
      topic: TOPIC,
      group: GROUP,
      maxRecords,
      async handler(batch) {
        const { records } = batch;
        const [first] = records;
        if (first === undefined) return;
        await handler({ records, first: segment.base + first.offset, isStale: () => batch.isStale() });
        handled = first.offset + records.length;
        look();
      },
      onError,
    });
    look();
    await Promise.race([finished, stopping]);
    await subscription.stop();
    if (segment.sealed && handled >= segment.end) await segments.drop(segment);
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await drain(await segments.oldest());
      } catch (error) {
        onError(error);
        await Promise.race([stopping, new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref())]);
      }
    }
  }

  const ended = run();
  return {
    stop() {
      stopped = true;
      stop();
      return ended;
    },
  };
}
