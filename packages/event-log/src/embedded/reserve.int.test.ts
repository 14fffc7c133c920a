import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openReserve } from './reserve.ts';

const MB = 1_048_576;
let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'throughline-reserve-'));
  file = join(directory, 'file');
  writeFileSync(file, Buffer.alloc(10_000, 1));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('there is always room for what is taken, and what is used is never touched', async () => {
  let used = 10_000;
  const reserve = await openReserve(file, () => used);
  for (const bytes of [0, 100, 3 * MB, 20 * MB]) {
    const release = await reserve.take(bytes);
    expect(statSync(file).size - used).toBeGreaterThanOrEqual(2 * bytes + MB);
    used += bytes;
    release();
  }
  await reserve.close();
});

test('takes that overlap get room for all of them', async () => {
  const reserve = await openReserve(file, () => 10_000);
  await Promise.all(Array.from({ length: 10 }, () => reserve.take(MB)));
  expect(statSync(file).size - 10_000).toBeGreaterThanOrEqual(10 * 3 * MB);
  await reserve.close();
});

test('small commits do not extend the file each time', async () => {
  const reserve = await openReserve(file, () => 10_000);
  (await reserve.take(1_000))();
  const { size } = statSync(file);
  for (let i = 0; i < 100; i += 1) (await reserve.take(1_000))();
  expect(statSync(file).size).toBe(size);
  await reserve.close();
});

test('small commits of a large file do not ask each time how much of it is used', async () => {
  truncateSync(file, 128 * MB);
  let asked = 0;
  const reserve = await openReserve(file, () => {
    asked += 1;
    return 128 * MB;
  });
  for (let i = 0; i < 100; i += 1) (await reserve.take(1_000))();
  expect(asked).toBeLessThan(20);
  await reserve.close();
});
