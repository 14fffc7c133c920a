import { setTimeout as sleep } from 'node:timers/promises';
import { presentEvent } from '@throughline/ingest-web';
import { Random, scenario } from '@throughline/testing';
import { ADMIN_KEY } from '../process/instance.ts';

/** What the door adds to an event that it shows; a sender does not say it. */
const ADDED = new Set(['source', 'received_at', 'position', 'raw_position', 'filled', 'retracted', 'claim', 'test']);
const LONGEST_MS = 20_000;

/**
 * Random scenarios of the proof through `POST /v1/events`: shuffled, some events twice, in batches of random sizes. A batch
 * is sent until it was accepted.
 */
export class ScenarioLoad {
  accepted = 0;
  rejected = 0;
  /** Answers that a sender would not understand: neither 202 nor "try again". */
  readonly surprises: string[] = [];
  readonly #stop = new AbortController();
  #sending: Promise<void> = Promise.resolve();

  /** @param pauseMs longest pause between two batches */
  start(url: string, seed: number, size: number, pauseMs: number): void {
    this.#sending = this.#send(url, new Random(seed), seed, size, pauseMs);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#sending;
  }

  #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  async #send(url: string, random: Random, seed: number, size: number, pauseMs: number): Promise<void> {
    for (let number = seed; !this.#isStopping(); number += 1) {
      // Costs have a door of their own.
      const events = scenario(number, size).filter(({ type }) => type !== 'cost');
      const all = random.shuffle([...events, ...events.filter(() => random.once(5))]);
      for (let from = 0; from < all.length && !this.#isStopping();) {
        const count = random.pick([1, 2, 3, 7, 20, 60]);
        const batch = all.slice(from, from + count).map((event) => sayable(presentEvent(event, NOWHERE)));
        from += count;
        while (!(await this.#attempt(url, batch)) && !this.#isStopping()) await sleep(50);
        await sleep(random.below(pauseMs));
      }
    }
  }

  async #attempt(url: string, events: readonly unknown[]): Promise<boolean> {
    try {
      const answer = await fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events }),
        signal: AbortSignal.timeout(LONGEST_MS),
      });
      const text = await answer.text();
      if (answer.status === 202) {
        const { accepted, rejected } = JSON.parse(text) as { accepted: number; rejected: unknown[] };
        this.accepted += accepted;
        this.rejected += rejected.length;
      } else if (answer.status === 422) this.rejected += events.length;
      else if (answer.status < 502) this.surprises.push(`${answer.status} ${text.slice(0, 200)}`);
      return answer.status < 502;
    } catch {
      return false;
    }
  }
}

const NOWHERE = { partition: 0, offset: 0 } as const;

const sayable = (shown: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(shown).filter(([name]) => !ADDED.has(name)));
