import { createHash } from 'node:crypto';
import { Problem } from '@throughline/runtime';

export interface Answer {
  readonly status: number;
  readonly json: string;
}

interface Remembered {
  readonly bodyHash: string;
  readonly at: number;
  readonly answer: Promise<Answer>;
  /** Characters of the answer; 0 until it is there. */
  size: number;
}

const MOST_KEYS = 10_000;
/** Characters of remembered answers, of all keys: ten thousand rows that are all wrong answer nearly a megabyte. */
const MOST_CHARACTERS = 16_000_000;
const KEEP_MS = 86_400_000;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Remembers the answers of requests that carried an `Idempotency-Key`. */
export interface IdempotencyStore {
  /**
   * The answer first given to this key, or that of `work`. Requests that overlap share one. A failure is not
   * remembered: its retry runs again.
   * @throws Problem 400 for a malformed key, 422 for a key that came with another body
   */
  once(scope: string, key: string, body: Buffer, work: () => Promise<Answer>): Promise<Answer>;
}

/**
 * In memory, bounded, for a day. That is a convenience: what makes a retry harmless, also after a restart or at another
 * process, is that the ids of its events follow from the key (attribution.md, section 1).
 */
export function createIdempotencyStore(now: () => number): IdempotencyStore {
  const remembered = new Map<string, Remembered>();
  let characters = 0;

  function remove(name: string, { size }: Remembered): void {
    if (remembered.delete(name)) characters -= size;
  }

  function forget(): void {
    for (const [name, entry] of remembered) {
      if (remembered.size <= MOST_KEYS && characters <= MOST_CHARACTERS && now() - entry.at <= KEEP_MS) return;
      remove(name, entry); // insertion order: the oldest come first
    }
  }

  function measure(name: string, entry: Remembered, { json }: Answer): void {
    if (remembered.get(name) !== entry) return;
    entry.size = json.length;
    characters += json.length;
  }

  return {
    once(scope, key, body, work) {
      if (!KEY.test(key))
        throw new Problem(400, 'bad_idempotency_key', 'Idempotency-Key is 1 to 255 visible ASCII characters.');
      forget();
      const name = JSON.stringify([scope, key]);
      const bodyHash = createHash('sha256').update(body).digest('base64');
      const known = remembered.get(name);
      if (known !== undefined) {
        if (known.bodyHash === bodyHash) return known.answer;
        throw new Problem(422, 'idempotency_key_reused', 'This Idempotency-Key came with another body before.');
      }
      const answer = work();
      const entry: Remembered = { bodyHash, at: now(), answer, size: 0 };
      remembered.set(name, entry);
      answer.then(
        (given) => measure(name, entry, given),
        () => remove(name, entry),
      );
      return answer;
    },
  };
}
