import { GROUPS, TOPICS } from '@throughline/events';
import type { Batch, EventLog } from '@throughline/event-log';
import { isActive, lineOfRun, type ListRun } from './list-run.ts';
import type { RunBook } from './run-book.ts';
import { stepRun, type StepDeps } from './step-run.ts';

export interface DriveDeps extends StepDeps {
  readonly eventLog: Pick<EventLog, 'append' | 'endOffsets' | 'committedOffsets'>;
  readonly book: RunBook;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds of a clock that only goes on. */
  readonly elapsed: () => number;
  /** Records between the translator and the reports. */
  readonly lineLag: () => Promise<number>;
  readonly options: DriveOptions;
}

export interface DriveOptions {
  /** How often it is looked for what is due, in milliseconds. */
  readonly tickMs: number;
  /** Pause after the first failure; doubles with each, up to the longest. A changed source is asked at once. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** Requests that may wait for the translator before lists wait for it. */
  readonly translatorLag: number;
  /** Records that may wait for the reports before lists wait for them. */
  readonly lineLag: number;
  /** How long a question lets read-backs that wait go first. */
  readonly yieldMs: number;
}

/** What only this process knows of a run. */
interface Going {
  readonly run: string;
  dueAt: number;
  failures: number;
  /** Version of the source when it failed. */
  readonly version: number;
  /** Since when it lets read-backs go first. */
  yieldsSince: number | null;
}

/**
 * Reads lists for as long as any run is under way: the batch that began it stays uncommitted, so whoever owns the one
 * partition next, after a crash as well, goes on where the runs say they are. Runs go side by side, so that an API that
 * does not answer holds up no other.
 */
export async function driveRuns(batch: Batch, deps: DriveDeps): Promise<void> {
  const { book, elapsed, options } = deps;
  const going = new Map<string, Going>();
  const inFlight = new Map<string, Promise<void>>();
  const errors: Error[] = [];
  try {
    while (!batch.isStale() && errors.length === 0) {
      await book.refresh();
      const active = book.active();
      if (active.length === 0 && inFlight.size === 0) return;
      const due = active
        .map((run) => ({ run, line: lineOfRun(run), known: goingOf(run, going, deps) }))
        .filter(({ line, known }) => !inFlight.has(line) && known.dueAt <= elapsed());
      // Asked of the brokers: not while nobody would go on.
      const behind = due.length === 0 ? null : await lagOf(deps);
      for (const { run, line, known } of due) {
        if (behind !== null && yieldsTo(behind, known, deps)) continue;
        const step = advance(run, known, deps)
          .catch((error: unknown) => void errors.push(error instanceof Error ? error : new Error(String(error))))
          .finally(() => inFlight.delete(line));
        inFlight.set(
          line,
          step.then(() => undefined),
        );
      }
      await batch.heartbeat();
      await Promise.race([...inFlight.values(), deps.sleep(options.tickMs)]);
    }
  } finally {
    await Promise.all(inFlight.values());
  }
  throw errors[0] ?? new Error('the reading of lists is left to the next owner of the partition');
}

function goingOf(run: ListRun, going: Map<string, Going>, deps: DriveDeps): Going {
  const line = lineOfRun(run);
  const version = deps.settings.state().versionOf('source', run.source);
  const known = going.get(line);
  if (known?.run === run.run && known.version === version) return known;
  const fresh: Going = { run: run.run, dueAt: 0, failures: 0, version, yieldsSince: null };
  going.set(line, fresh);
  return fresh;
}

/** One step, written down when it got on. */
async function advance(run: ListRun, known: Going, deps: DriveDeps): Promise<void> {
  const { book, elapsed, options } = deps;
  known.yieldsSince = null;
  const { run: after, pauseMs, failure } = await stepRun(run, deps);
  if (failure === null) known.failures = 0;
  else known.failures += 1;
  const backoff = Math.min(options.longestPauseMs, options.pauseMs * 2 ** (known.failures - 1));
  known.dueAt = elapsed() + (failure === null ? pauseMs : Math.max(backoff, failure.retryAfterMs ?? 0));
  if (after !== run && isActive(book.of(run.source, run.kind) ?? after)) await book.write(after);
}

interface Lag {
  readonly translate: number;
  readonly readBack: number;
  readonly line: number;
}

async function lagOf({ eventLog, lineLag }: DriveDeps): Promise<Lag> {
  const lag = async (topic: string, group: string): Promise<number> => {
    const [ends, done] = await Promise.all([eventLog.endOffsets(topic), eventLog.committedOffsets(topic, group)]);
    return ends.reduce((sum, end, partition) => sum + Math.max(0, end - (done[partition] ?? 0)), 0);
  };
  const [translate, readBack, line] = await Promise.all([
    lag(TOPICS.raw, GROUPS.translate),
    lag(TOPICS.readBacks, GROUPS.readBack),
    lineLag(),
  ]);
  return { translate, readBack, line };
}

/**
 * What comes live goes first: webhooks, and what the reports do not show yet, without end; read-backs for a while, because a
 * busy shop always has some.
 */
function yieldsTo(lag: Lag, known: Going, { elapsed, options }: DriveDeps): boolean {
  if (lag.translate > options.translatorLag || lag.line > options.lineLag) return true;
  if (lag.readBack === 0) return false;
  known.yieldsSince ??= elapsed();
  return elapsed() - known.yieldsSince < options.yieldMs;
}
