import { expect, test } from '@jest/globals';
import { columnWidths } from './column-widths.ts';

const remOf = (tracks: string): number[] =>
  [...tracks.matchAll(/minmax\(([\d.]+)rem, 1fr\)/g)].map(([, rem]) => Number(rem));

test('a column is as wide as its longest number or its heading, and never narrower than four', () => {
  const [few, long, heading] = remOf(
    columnWidths(
      ['a', 'b', 'Окупаемость вложений'],
      [
        ['1', '9', '1'],
        ['—', '1 118 458 005,50', '2'],
      ],
    ),
  );
  expect(few).toBe(4);
  expect(long).toBeGreaterThan(9);
  expect(heading).toBeGreaterThan(10);
});

test('no rows', () => expect(remOf(columnWidths(['a'], []))).toEqual([4]));
