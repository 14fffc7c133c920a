import type { Logger } from '@throughline/runtime';

/** What is followed, and what is done about it. */
export interface FollowedRun {
  /** Name of what code and settings ask for: another name is followed at once, the same is not begun again. */
  readonly wanted: () => string;
  /** Whether the present warehouse is of it. */
  readonly isPresent: () => boolean;
  /** Why the present one is not. */
  readonly reason: () => 'rules_changed' | 'damaged';
  /** Makes a warehouse of the run wanted when it begins. */
  readonly rebuild: () => Promise<unknown>;
  readonly logger: Logger;
  /** Between the last change and the rebuild: who changes one setting changes more. */
  readonly quietMs: number;
}

export interface RunFollower {
  /** To be called when the settings may have changed. */
  look(): void;
  /** What it is about; null: the warehouse is of the present run. */
  state(): 'waiting' | 'building' | 'failed' | null;
  stop(): void;
}

const SAYS = {
  rules_changed: {
    begins: 'rules changed: the warehouse is rebuilt beside the present one',
    ends: 'the reports follow the present rules',
  },
  damaged: {
    begins: 'the damaged warehouse is made anew from the log beside itself',
    ends: 'the damaged warehouse is replaced: the reports are whole again',
  },
} as const;

const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;

/**
 * Has the warehouse made anew when it is not of the run wanted: once for several changes in a row, and once more for what
 * changed while it was made. One that failed is tried again, ever more seldom.
 */
export function followRun({ wanted, isPresent, reason, rebuild, logger, quietMs }: FollowedRun): RunFollower {
  let state: ReturnType<RunFollower['state']> = null;
  let seen = '';
  let retryMs = FIRST_RETRY_MS;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function after(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void build(), ms);
    timer.unref();
  }

  function look(): void {
    if (stopped || state === 'building') return;
    if (isPresent()) {
      clearTimeout(timer);
      state = null;
      seen = '';
      return;
    }
    const run = wanted();
    // Most changes are of sources and keys: they prolong nothing.
    if (run === seen) return;
    seen = run;
    retryMs = FIRST_RETRY_MS;
    state = 'waiting';
    after(quietMs);
  }

  async function build(): Promise<void> {
    const run = wanted();
    state = 'building';
    const says = SAYS[reason()];
    logger.warn({ run }, says.begins);
    try {
      await rebuild();
      state = null;
      seen = '';
      if (isPresent()) logger.info({ run }, says.ends);
      look();
    } catch (err) {
      if (stopped) return;
      state = 'failed';
      seen = run;
      logger.error({ err, retryMs }, 'the rebuild failed; the present warehouse goes on');
      after(retryMs);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
      look();
    }
  }

  return {
    look,
    state: () => state,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
