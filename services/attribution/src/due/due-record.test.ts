import { expect, test } from '@jest/globals';
import { decodeDue, encodeDue } from './due-record.ts';
import { conversionVersion, REBUILD_VERSION } from './version.ts';

test.each([0, 1, 12_345])('a due of epoch %i survives its encoding, with any characters in its id', (epoch) => {
  const due = { workspace: 'main', candidate: 'e:calltouch/a\nb:ё', epoch } as const;
  expect(decodeDue(encodeDue(due))).toEqual(due);
});

test('a due that names no epoch is of the first one', () => {
  expect(decodeDue(new TextEncoder().encode('main\nd:1'))).toEqual({ workspace: 'main', candidate: 'd:1', epoch: 0 });
});

test.each(['', 'main', '\ne:1', 'main\n', 'main\nv:1', 'main\ne:', '@1\nmain', '@1\n\ne:1', '@x\nmain\ne:1'])(
  '%j is no due',
  (text) => {
    expect(decodeDue(new TextEncoder().encode(text))).toBeNull();
  },
);

test('a later due wins, a later epoch wins over any offset, a rebuild loses to all', () => {
  expect(conversionVersion(0, 0)).toBeGreaterThan(REBUILD_VERSION);
  expect(conversionVersion(0, 8)).toBeGreaterThan(conversionVersion(0, 7));
  expect(conversionVersion(1, 0)).toBeGreaterThan(conversionVersion(0, 2 ** 43));
});
