import { expect, test } from '@jest/globals';
import { decodeDue, encodeDue } from './due-record.ts';
import { conversionVersion, REBUILD_VERSION } from './version.ts';

test('a due survives its encoding, with any characters in its id', () => {
  const due = { workspace: 'main', candidate: 'e:calltouch/a\nb:ё' } as const;
  expect(decodeDue(encodeDue(due))).toEqual(due);
});

test.each(['', 'main', '\ne:1', 'main\n', 'main\nv:1', 'main\ne:'])('%j is no due', (text) => {
  expect(decodeDue(new TextEncoder().encode(text))).toBeNull();
});

test('a later due wins, a later epoch wins over any offset, a rebuild loses to all', () => {
  expect(conversionVersion(0, 0)).toBeGreaterThan(REBUILD_VERSION);
  expect(conversionVersion(0, 8)).toBeGreaterThan(conversionVersion(0, 7));
  expect(conversionVersion(1, 0)).toBeGreaterThan(conversionVersion(0, 2 ** 43));
});
