import { setTimeout as sleep } from 'node:timers/promises';
import { TOPICS } from '@throughline/events';
import type { EventLog, Position, Spool, SpoolBatch } from '@throughline/event-log';
import { createOutageLog, type Logger } from '@throughline/runtime';
import { createArrivals } from './arrivals.ts';
import type { ForwardMetrics } from './forward-metrics.ts';

export interface ForwardingDeps {
  readonly spool: Spool;
  readonly eventLog: EventLog;
  readonly logger: Logger;
  readonly metrics: ForwardMetrics;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Forwarding {
  /** Where the request at a place of the spool stands in `raw`; null when it has not got there within so many ms. */
  positionOf(place: number, withinMs: number): Promise<Position | null>;
  /** Resolves when the batch under way is forwarded, or was given up because the event log does not take it. */
  stop(): Promise<void>;
}

const STAGE = 'forward';
const MOST_RECORDS = 500;
const FIRST_PAUSE_MS = 100;
/** So late after the brokers are back the first request follows, at most. */
const LONGEST_PAUSE_MS = 5_000;

/**
 * Carries requests from the door's own disk to the event log: one batch at a time and in order, so that what is under way
 * is bounded and the requests of a source stay in their order; a batch whose answer was lost, or that a crash cut off,
 * goes twice (at least once). While the event log takes nothing it is tried again, and the log says so once.
 */
export function startForwarding({ spool, eventLog, logger, metrics, now }: ForwardingDeps): Forwarding {
  const arrivals = createArrivals();
  const stopping = new AbortController();
  const outages = createOutageLog(logger, now);

  async function forward(batch: SpoolBatch): Promise<void> {
    const records = batch.records.map(({ key, value }) => ({ key, value }));
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        const positions = await eventLog.append(TOPICS.raw, records);
        metrics.forwarded(positions.length);
        arrivals.note(batch.first, positions);
        outages.worked(STAGE);
        return;
      } catch (error) {
        metrics.failed();
        outages.failed(STAGE, error);
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) throw error;
      }
    }
  }

  const subscription = spool.drain({
    maxRecords: MOST_RECORDS,
    handler: forward,
    onError(err) {
      // What the event log refused has been said.
      if (!stopping.signal.aborted) logger.error({ err }, 'webhooks kept on this machine cannot be read');
    },
  });
  metrics.watch(spool, now);
  return {
    positionOf: (place, withinMs) => arrivals.positionOf(place, withinMs),
    async stop() {
      stopping.abort();
      await subscription.stop();
    },
  };
}
