import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { trackerScript } from './tracker-script.ts';

const { text } = trackerScript();

test('is under 3 KB gzipped', () => {
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(3 * 1_024);
});

test('knows no address of anybody else', () => {
  expect(text).not.toMatch(/https?:\/\//);
  expect(text).not.toMatch(/sourceMappingURL|eval\(|innerHTML|document\.write/);
});
