import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';

/** One record a consumer handled (`consume` of `log-process.mjs`), as it noted it. */
export interface Effect {
  readonly offset: number;
  readonly number: number;
}

/** One life of the process: what its consumer found committed, and what it handled. */
export interface Life {
  readonly from: readonly number[];
  readonly handled: readonly Effect[][];
}

/** What one process handled, by partition, in the order it did. The last line of a killed process may be torn. */
export function readEffects(file: string, partitions: number): Effect[][] {
  const handled: Effect[][] = Array.from({ length: partitions }, () => []);
  const lines = readFileSync(file, 'latin1').split('\n').slice(0, -1);
  for (const line of lines) {
    const [partition = -1, offset = -1, number = -1] = line.split(' ').map(Number);
    handled[partition]?.push({ offset, number });
  }
  return handled;
}

/**
 * Each life handled, partition by partition, the records of the log one after another from what it found committed: in
 * the order of every key, none left out. And nothing was committed before it had been handled, so each was at least once.
 */
export function expectHandledInOrder(lives: readonly Life[], found: readonly (readonly number[])[]): void {
  const reached = found.map(() => 0);
  let again = 0;
  for (const { from, handled } of lives) {
    for (const [partition, effects] of handled.entries()) {
      const begin = from[partition] ?? -1;
      const expected = (found[partition] ?? []).slice(begin, begin + effects.length);
      expect(effects).toEqual(expected.map((number, n) => ({ offset: begin + n, number })));
      expect(begin).toBeLessThanOrEqual(reached[partition] ?? 0);
      again += (reached[partition] ?? 0) - begin;
      reached[partition] = Math.max(reached[partition] ?? 0, begin + effects.length);
    }
  }
  expect(reached).toEqual(found.map((records) => records.length));
  expect(lives.every(({ handled }) => handled.flat().length > 0)).toBe(true);
  // At least the batch that was killed on its way to the commit came again.
  expect(again).toBeGreaterThan(0);
}
