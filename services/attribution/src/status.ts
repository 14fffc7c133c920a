import { decodePosition, GROUPS, TOPICS, type LogPosition, type Topic } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import type { Groups } from './pipeline.ts';

/** Answer of `/v1/status` (contract.md), but for what is rejected. Lags are numbers of records; times are RFC 3339. */
export interface StatusReport {
  readonly ready: boolean;
  readonly events: { readonly accepted: number; readonly recorded: number };
  readonly lag: {
    /** Requests that doors have accepted and not yet forwarded; absent where doors write to the log itself. */
    readonly forward?: number;
    readonly translate: number;
    readonly read_back: number;
    /** Entities that their CRM did not answer for, to be asked for again; `caught_up` does not wait for them. */
    readonly read_back_later: number;
    readonly record: number;
    readonly attribute: number;
  };
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
/** Positions of answers are shorter; anybody may ask, so nothing longer is kept. */
const LONGEST_WAITED = 1_024;

interface Stage {
  readonly topic: Topic;
  readonly group: string;
}

const LATER: Stage = { topic: TOPICS.readBacksLater, group: GROUPS.readBackLater };

/** How far a waited position has come: everything before `stage` is done, `wanted` must be committed there. */
interface Waited {
  readonly stage: number;
  readonly wanted: readonly number[];
}

/**
 * Status of the line from raw requests to conversion rows. End offsets are read before committed ones and stage by
 * stage in the order of flow, so `true` is never said too early: work of one stage becomes the next stage's end.
 *
 * What a webhook leaves to be read back is a stage of its own: until the CRM was asked, its event says less than it
 * means. A CRM that does not answer must not hold up everybody's reports for an hour, so what is put off for later is
 * no stage: it shows as `read_back_later`, and counts as new when the answer comes.
 */
export function createPipelineStatus(log: EventLog, groups: Groups, now: () => number): PipelineStatus {
  const stages = [
    { topic: TOPICS.raw, group: groups.translate },
    { topic: TOPICS.readBacks, group: GROUPS.readBack },
    { topic: TOPICS.events, group: groups.record },
    { topic: TOPICS.conversionsDue, group: groups.attribute },
  ] as const;
  let completeUntil: number | null = null;
  const waiting = new Map<string, Waited>();

  async function measure(stage: Stage): Promise<{ lag: number; end: number; committed: number }> {
    const end = sum(await log.endOffsets(stage.topic));
    const committed = sum(await log.committedOffsets(stage.topic, stage.group));
    return { lag: Math.max(0, end - committed), end, committed };
  }

  /** The first stage that a position names: first-party events begin at `events`, and wait for no read-back. */
  function beginning(asked: LogPosition): Waited {
    for (const [stage, { topic }] of stages.entries()) {
      const wanted = asked[topic] ?? [];
      if (wanted.length > 0) return { stage, wanted };
    }
    return { stage: 0, wanted: [] };
  }

  return {
    async status() {
      const asked = now();
      const translate = await measure(stages[0]);
      const readBack = await measure(stages[1]);
      const record = await measure(stages[2]);
      const attribute = await measure(stages[3]);
      const later = await measure(LATER);
      const caughtUp = [translate, readBack, record, attribute].every(({ lag }) => lag === 0);
      if (caughtUp) completeUntil = asked;
      return {
        ready: true,
        events: { accepted: record.end, recorded: record.committed },
        lag: {
          translate: translate.lag,
          read_back: readBack.lag,
          read_back_later: later.lag,
          record: record.lag,
          attribute: attribute.lag,
        },
        complete_until: completeUntil === null ? null : new Date(completeUntil).toISOString(),
        caught_up: caughtUp,
      };
    },

    async caughtUp(position) {
      const asked = decodePosition(position);
      if (asked === null) return false;
      let { stage, wanted } = waiting.get(position) ?? beginning(asked);
      for (let at = stages[stage]; at !== undefined; at = stages[stage]) {
        if (!reached(await log.committedOffsets(at.topic, at.group), wanted)) {
          // What the log has not got yet is no position of an answer of ours: nothing to remember.
          if (position.length > LONGEST_WAITED || !reached(await log.endOffsets(at.topic), wanted)) return false;
          if (waiting.size >= MOST_WAITED) waiting.delete(waiting.keys().next().value ?? '');
          waiting.set(position, { stage, wanted });
          return false;
        }
        stage += 1;
        const next = stages[stage];
        // What the finished stage made of it stands before the next stage's present end.
        if (next !== undefined) wanted = await log.endOffsets(next.topic);
      }
      waiting.delete(position);
      return true;
    },
  };
}
