import type { OpenApi } from '../provider/bind-provider.ts';
import { apiFailure, type ApiFailure } from './call-api.ts';

/** On whose behalf which API is asked. */
export interface Asking {
  readonly source: string;
  /** Whose limit it is: sources of one account share it. */
  readonly origin: string;
  /** Least time between two requests to the origin, in milliseconds. */
  readonly intervalMs: number;
}

export function askingOf(source: string, { baseUrl, intervalMs }: OpenApi): Asking {
  return { source, origin: URL.canParse(baseUrl) ? new URL(baseUrl).origin : baseUrl, intervalMs };
}

export interface SourcePace {
  /**
   * Asks for a source, not sooner than its API's interval after the last time, and again after a short failure. While
   * the source rests nothing is asked and the answer is a failure.
   */
  run<Answer extends { readonly kind: string }>(
    asking: Asking,
    ask: () => Promise<Answer | ApiFailure>,
  ): Promise<Answer | ApiFailure>;
  /** Its access was changed: the source rests no more. */
  wake(source: string): void;
}

export interface PaceOptions {
  /** Milliseconds of a clock that only goes on. */
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

const RESTS = apiFailure('resting', 'the source rests after a failure');

const isFailure = (answer: { readonly kind: string }): answer is ApiFailure => answer.kind === 'failed';

/**
 * Rate limit of every API, quick retries and rest of every source, in the memory of the process. A source rests alone:
 * its failure may be its own (a wrong token), and another source of that API finds out by asking.
 */
export function createSourcePace(options: PaceOptions): SourcePace {
  const { now, sleep } = options;
  const freeAt = new Map<string, number>();
  const restsUntil = new Map<string, number>();
  const rests = (source: string): boolean => now() < (restsUntil.get(source) ?? 0);

  /** Takes the origin's next place before sleeping until it, so that nobody who asks meanwhile takes the same. */
  async function place({ origin, intervalMs }: Asking, earliest: number): Promise<void> {
    const at = Math.max(earliest, freeAt.get(origin) ?? 0);
    freeAt.set(origin, at + intervalMs);
    const wait = at - now();
    if (wait > 0) await sleep(wait);
  }

  return {
    async run(asking, ask) {
      const { source, intervalMs } = asking;
      let wait = 0;
      for (let tried = 1; ; tried += 1) {
        if (rests(source)) return RESTS;
        await place(asking, now() + wait);
        // It may have begun to rest meanwhile: the topics of requests have a consumer each.
        if (rests(source)) return RESTS;
        const answer = await ask();
        if (!isFailure(answer)) return answer;
        wait = Math.max(answer.retryAfterMs ?? options.backoffMs * 2 ** (tried - 1), intervalMs);
        if (tried >= options.tries || wait > options.patienceMs) {
          restsUntil.set(source, now() + Math.max(options.restMs, answer.retryAfterMs ?? 0));
          return answer;
        }
      }
    },
    wake: (source) => void restsUntil.delete(source),
  };
}
