import { TOPICS } from '@throughline/events';
import type { EventLog, NewRecord, Position, Spool } from '@throughline/event-log';
import type { Forwarding } from '../forward/start-forwarding.ts';

/** Where the door makes requests durable. */
export interface RequestStore {
  /** Resolves when the record is durable. @throws LogUnavailableError */
  keep(record: NewRecord): Promise<KeptRequest>;
}

export interface KeptRequest {
  /** Its position in topic `raw`; null when it has not got there within so many milliseconds. */
  position(withinMs: number): Promise<Position | null>;
}

/** The event log itself. */
export const logStore = (eventLog: EventLog): RequestStore => ({
  async keep(record) {
    const [position = null] = await eventLog.append(TOPICS.raw, [record]);
    return { position: () => Promise.resolve(position) };
  },
});

/** This machine's disk, from which requests are forwarded: the event log's absence costs no request. */
export const spoolStore = (spool: Spool, forwarding: () => Forwarding | null): RequestStore => ({
  async keep(record) {
    const place = await spool.append(record);
    return {
      async position(withinMs) {
        return withinMs === 0 ? null : ((await forwarding()?.positionOf(place, withinMs)) ?? null);
      },
    };
  },
});
