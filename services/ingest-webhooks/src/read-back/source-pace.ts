import type { ApiAnswer } from './ask-provider.ts';

export interface SourcePace {
  /**
   * Asks for a source, not sooner than its interval after the last time, and again after a short failure. While the
   * source rests nothing is asked and the answer is a failure.
   */
  run(source: string, intervalMs: number, ask: () => Promise<ApiAnswer>): Promise<ApiAnswer>;
}

export interface PaceOptions {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Times to ask before a failure counts. */
  readonly tries: number;
  /** Pause before the second try; doubles with each. */
  readonly backoffMs: number;
  /** A `Retry-After` up to this is waited for on the spot; a longer one lets the source rest until then. */
  readonly patienceMs: number;
  /** How long a source rests after a failure. */
  readonly restMs: number;
}

/** Rate limit, quick retries and rest of every source, in the memory of the process. */
export function createSourcePace(options: PaceOptions): SourcePace {
  const { now, sleep } = options;
  const states = new Map<string, { nextAt: number; restsUntil: number }>();
  return {
    async run(source, intervalMs, ask) {
      const state = states.get(source) ?? { nextAt: 0, restsUntil: 0 };
      states.set(source, state);
      if (now() < state.restsUntil)
        return { kind: 'failed', detail: 'the source rests after a failure', retryAfterMs: null };
      let wait = state.nextAt - now();
      for (let tried = 1; ; tried += 1) {
        if (wait > 0) await sleep(wait);
        state.nextAt = now() + intervalMs;
        const answer = await ask();
        if (answer.kind !== 'failed') return answer;
        wait = Math.max(answer.retryAfterMs ?? options.backoffMs * 2 ** (tried - 1), intervalMs);
        if (tried >= options.tries || wait > options.patienceMs) {
          state.restsUntil = now() + Math.max(options.restMs, answer.retryAfterMs ?? 0);
          return answer;
        }
      }
    },
  };
}
