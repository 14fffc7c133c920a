import { decodePosition, TOPICS } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import type { Groups } from './pipeline.ts';

/** Answer of `/v1/status` (contract.md). Lags are numbers of records; times are RFC 3339. */
export interface StatusReport {
  readonly ready: boolean;
  readonly events: { readonly accepted: number; readonly recorded: number; readonly rejected: number };
  readonly lag: { readonly translate: number; readonly record: number; readonly attribute: number };
  /** Everything appended up to then shows in the reports; null until that was seen once. */
  readonly complete_until: string | null;
  readonly caught_up: boolean;
}

export interface PipelineStatus {
  status(): Promise<StatusReport>;
  /** True when everything up to an opaque position (of a 202 answer) shows in the reports. */
  caughtUp(position: string): Promise<boolean>;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const reached = (committed: readonly number[], wanted: readonly number[]): boolean =>
  wanted.every((offset, partition) => (committed[partition] ?? 0) >= offset);
/** Positions waited for at once; the oldest is forgotten and then only waits a little longer than it must. */
const MOST_WAITED = 10_000;

/**
 * Status of the line from raw requests to conversion rows. End offsets are read before committed ones and stage by
 * stage in the order of flow, so `true` is never said too early: work of one stage becomes the next stage's end.
 */
export function createPipelineStatus(log: EventLog, groups: Groups, now: () => number): PipelineStatus {
  let completeUntil: number | null = null;
  /** Ends of the dues when a waited position was first seen recorded: later dues are of later events. */
  const duesOf = new Map<string, readonly number[]>();

  async function stage(topic: string, group: string): Promise<{ lag: number; end: number; committed: number }> {
    const end = sum(await log.endOffsets(topic));
    const committed = sum(await log.committedOffsets(topic, group));
    return { lag: Math.max(0, end - committed), end, committed };
  }

  return {
    async status() {
      const asked = now();
      const translate = await stage(TOPICS.raw, groups.translate);
      const record = await stage(TOPICS.events, groups.record);
      const attribute = await stage(TOPICS.conversionsDue, groups.attribute);
      const caughtUp = translate.lag === 0 && record.lag === 0 && attribute.lag === 0;
      if (caughtUp) completeUntil = asked;
      return {
        ready: true,
        events: {
          accepted: record.end,
          recorded: record.committed,
          rejected: sum(await log.endOffsets(TOPICS.rejected)),
        },
        lag: { translate: translate.lag, record: record.lag, attribute: attribute.lag },
        complete_until: completeUntil === null ? null : new Date(completeUntil).toISOString(),
        caught_up: caughtUp,
      };
    },

    async caughtUp(position) {
      const wanted = decodePosition(position);
      let dues = duesOf.get(position);
      if (dues === undefined) {
        if (!reached(await log.committedOffsets(TOPICS.events, groups.record), wanted[TOPICS.events] ?? [])) return false;
        dues = await log.endOffsets(TOPICS.conversionsDue);
        if (duesOf.size >= MOST_WAITED) duesOf.delete(duesOf.keys().next().value ?? '');
        duesOf.set(position, dues);
      }
      if (!reached(await log.committedOffsets(TOPICS.conversionsDue, groups.attribute), dues)) return false;
      duesOf.delete(position);
      return true;
    },
  };
}
