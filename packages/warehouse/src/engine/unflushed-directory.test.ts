import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { bootId } from './boot-id.ts';
import { openUnflushed } from './unflushed-directory.ts';

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'throughline-unflushed-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

test('a directory that was closed opens in every start of the machine, and is as it was', () => {
  mkdirSync(join(path, 'store', 'part'), { recursive: true });
  writeFileSync(join(path, 'store', 'part', 'data.bin'), 'rows');
  openUnflushed(path, 'monday').close();
  expect(readdirSync(path)).toEqual(['store']);
  expect(() => openUnflushed(path, 'tuesday')).not.toThrow();
});

test('of a process that was killed it opens in the same start of the machine only', () => {
  openUnflushed(path, 'monday');
  openUnflushed(path, 'monday');
  expect(() => openUnflushed(path, 'tuesday')).toThrow('The machine went down while the data directory');
  openUnflushed(path, 'monday').close();
  expect(existsSync(join(path, 'opened-in'))).toBe(false);
  openUnflushed(path, 'tuesday');
});

test('a mark that cannot be read opens nothing', () => {
  mkdirSync(join(path, 'opened-in'));
  expect(() => openUnflushed(path, 'monday')).toThrow('EISDIR');
});

test('the start of this machine has one name', () => {
  expect(bootId()).toMatch(/^[0-9a-fA-F-]{36}$/);
  expect(bootId()).toBe(bootId());
});
