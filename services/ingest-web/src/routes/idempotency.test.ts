import { expect, test } from '@jest/globals';
import { createIdempotencyStore, type Answer } from './idempotency.ts';

const body = Buffer.from('{}');

/** How often the work of some keys ran, when each is asked for twice. */
async function runsOf(keys: number, json: string): Promise<number> {
  const store = createIdempotencyStore(() => 0);
  let runs = 0;
  const work = (): Promise<Answer> => {
    runs += 1;
    return Promise.resolve({ status: 202, json });
  };
  for (let round = 0; round < 2; round += 1) {
    for (let key = 0; key < keys; key += 1) await store.once('scope', `key-${key}`, body, work);
  }
  return runs;
}

test('short answers of many keys are all remembered', async () => {
  expect(await runsOf(1_000, '{"accepted":1}')).toBe(1_000);
});

test('long answers are forgotten, the oldest first, before they fill the memory', async () => {
  expect(await runsOf(20, 'x'.repeat(1_000_000))).toBe(40);
});

test('what is forgotten makes room again', async () => {
  const store = createIdempotencyStore(() => 0);
  const answer = (json: string) => (): Promise<Answer> => Promise.resolve({ status: 202, json });
  await store.once('scope', 'long', body, answer('x'.repeat(20_000_000)));
  const first = await store.once('scope', 'short', body, answer('first'));
  const second = await store.once('scope', 'short', body, answer('second'));
  expect([first.json, second.json]).toEqual(['first', 'first']);
});
