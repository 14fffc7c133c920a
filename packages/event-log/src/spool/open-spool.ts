import { mkdirSync, statfsSync } from 'node:fs';
import { lockDirectory } from '../embedded/directory-lock.ts';
import { LogClosedError } from '../errors.ts';
import type { Subscription } from '../event-log.ts';
import { drainSegments } from './drain-segments.ts';
import { GROUP, openSegment, removeSegment, removeStillborn, segmentsIn, TOPIC, type Segment } from './segment.ts';
import type { Spool, Waiting } from './spool.ts';

export interface SpoolOptions {
  /** A directory of its own; made when absent. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A segment that has grown beyond this is closed, and dropped once it is handled. Default 16 MB. */
  readonly segmentBytes?: number;
  /** So is one whose first record is older than this, in milliseconds: what was handled must not stay. Default a day. */
  readonly segmentMs?: number;
  /** How often the age is looked at. Default ten minutes. */
  readonly lookEveryMs?: number;
}

const DAY_MS = 86_400_000;
/** Pause after a segment could not be made (a full disk); the present one is used as long as it has room. */
const AGAIN_MS = 5_000;

/** An older segment; opened when its turn comes. */
interface Older {
  readonly base: number;
  segment: Promise<Segment> | null;
}

/**
 * A spool in a directory. Survives kill -9 and power loss with every acknowledged record; on a full disk it refuses
 * records until some were handled or room was made.
 * @throws LogLockedError the directory is in use; LogUnavailableError it cannot be written
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { path, now, segmentBytes = 16 * 1_048_576, segmentMs = DAY_MS, lookEveryMs = 600_000 } = options;
  mkdirSync(path, { recursive: true });
  const lock = await lockDirectory(path);
  const bases = await segmentsIn(path);
  let active = await openSegment(path, bases.pop() ?? 0, now).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  const older: Older[] = bases.map((base) => ({ base, segment: null }));
  let draining: Subscription | null = null;
  let turning: Promise<void> | null = null;
  let mayTurnAt = 0;
  let closed = false;
  let onAppended = (): void => undefined;
  let onSealed = (): void => undefined;

  /** Closes the present segment behind the appends under way, and begins the next. New appends wait for it. */
  async function turn(): Promise<void> {
    const old = active;
    while (old.appending > 0) await new Promise<void>((resolve) => (onAppended = resolve));
    const base = old.base + old.end;
    try {
      active = await openSegment(path, base, now);
      old.sealed = true;
      older.push({ base: old.base, segment: Promise.resolve(old) });
      onSealed();
    } catch {
      mayTurnAt = now() + AGAIN_MS;
      await removeStillborn(path, base);
    }
  }

  function turnWhen(due: boolean): void {
    if (!due || turning !== null || closed || active.end === 0 || now() < mayTurnAt) return;
    turning = turn().finally(() => (turning = null));
  }

  const looking = setInterval(() => void lookAtAge().catch(() => undefined), lookEveryMs);
  looking.unref();
  async function lookAtAge(): Promise<void> {
    const [first] = await active.log.read(TOPIC, 0, 0, 1);
    turnWhen(first !== undefined && first.appendedAt < now() - segmentMs);
  }

  async function oldest(): Promise<Segment> {
    const [first] = older;
    if (first === undefined) return active;
    first.segment ??= openSegment(path, first.base, now);
    try {
      const segment = await first.segment;
      segment.sealed = true;
      return segment;
    } catch (error) {
      first.segment = null;
      throw error;
    }
  }

  async function waiting(): Promise<Waiting> {
    const { base, log } = await oldest();
    try {
      const [handled = 0] = await log.committedOffsets(TOPIC, GROUP);
      const records = active.base + active.end - (base + handled);
      const [first] = records === 0 ? [] : await log.read(TOPIC, 0, handled, 1);
      return { records, since: first?.appendedAt ?? null };
    } catch (error) {
      // It was dropped meanwhile.
      if (error instanceof LogClosedError && !closed) return waiting();
      throw error;
    }
  }

  return {
    waiting,
    freeBytes() {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    },
    async append(record) {
      while (turning !== null) await turning;
      if (closed) throw new LogClosedError();
      const segment = active;
      segment.appending += 1;
      try {
        const [position] = await segment.log.append(TOPIC, [record]);
        if (position === undefined) throw new Error('the log gave no position for a record');
        segment.end = Math.max(segment.end, position.offset + 1);
        segment.bytes += record.value.length;
        return segment.base + position.offset;
      } finally {
        segment.appending -= 1;
        onAppended();
        turnWhen(segment === active && segment.bytes >= segmentBytes);
      }
    },
    drain(drainOptions) {
      if (draining !== null) throw new Error('The spool is being drained already');
      draining = drainSegments(drainOptions, {
        oldest,
        whenSealed: (told) => (onSealed = told),
        async drop(segment) {
          older.shift();
          await removeSegment(path, segment);
        },
      });
      return draining;
    },
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(looking);
      await draining?.stop();
      await turning;
      for (const { segment } of older) await (await segment)?.log.close();
      await active.log.close();
      await lock.release();
    },
  };
}
