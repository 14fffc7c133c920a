import { setTimeout as sleep } from 'node:timers/promises';

/** One request of a sender that behaves. @returns what was wrong with the answer, null when nothing */
export type Sender = (serial: number) => Promise<string | null>;

export interface Served {
  readonly answered: number;
  /** Of all answers, 95 of 100 took no longer, in milliseconds. */
  readonly p95Ms: number;
  readonly refused: readonly string[];
}

export interface Sending<Name extends string> {
  /** Resolves when every sender has had so many answers. */
  until(answers: number): Promise<void>;
  stop(): Promise<Record<Name, Served>>;
}

/** Between two requests of one sender. */
const PAUSE_MS = 25;

/** Each sender sends one request after the other, side by side with the others, until all are stopped. */
export function keepSending<Name extends string>(senders: Readonly<Record<Name, Sender>>): Sending<Name> {
  let stopping = false;
  const seen = Object.entries<Sender>(senders).map(([name, send]) => {
    return { name, send, tookMs: [] as number[], refused: [] as string[] };
  });
  const sending = seen.map(async ({ send, tookMs, refused }) => {
    while (!stopping) {
      const from = performance.now();
      const wrong = await send(tookMs.length).catch(String);
      tookMs.push(performance.now() - from);
      if (wrong !== null) refused.push(wrong);
      await sleep(PAUSE_MS);
    }
  });
  return {
    async until(answers) {
      while (seen.some(({ tookMs }) => tookMs.length < answers)) await sleep(PAUSE_MS);
    },
    async stop() {
      stopping = true;
      await Promise.all(sending);
      const served = seen.map(({ name, tookMs, refused }): [string, Served] => [
        name,
        { answered: tookMs.length, p95Ms: p95(tookMs), refused },
      ]);
      return Object.fromEntries(served) as Record<Name, Served>;
    },
  };
}

function p95(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN;
}
