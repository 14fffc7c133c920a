import { describe, expect, test } from '@jest/globals';
import { etagOf, matchesEtag } from './etag.ts';
import { defuse } from './defuse.ts';
import { csvPieces } from './format-csv.ts';
import { jsonPieces } from './format-json.ts';

test.each([
  ['=SUM(A1)', "'=SUM(A1)"],
  ['+7 495', "'+7 495"],
  ['-cmd', "'-cmd"],
  ['@x', "'@x"],
  ['＝x', "'＝x"],
  ['\t=x', "'\t=x"],
  ['\n=x', "'\n=x"],
  ['\u00a0=x', "'\u00a0=x"],
  ['a;=x', "a;'=x"],
  ['a; "@x;-5', `a; "'@x;'-5`],
  ['a\n+x', "a\n'+x"],
  ['a=b;c-d', 'a=b;c-d'],
  ['-5.50', '-5.50'],
  ['-5', '-5'],
  ['brand', 'brand'],
  ['(not set)', '(not set)'],
])('a cell %j is written as %j', (text, written) => expect(defuse(text)).toBe(written));

test('long answers come in pieces and are whole together', () => {
  const rows = Array.from({ length: 2_500 }, (_, n) => ({ source: `s${n}`, cost: null, share: n / 3 }));
  const document = { report: 'roi', meta: {}, dimensions: ['source'], metrics: [], rows, totals: { cost: null } };
  const pieces = [...jsonPieces(document)];
  expect([pieces.length, JSON.parse(pieces.join(''))]).toEqual([5, document]);
  expect([...csvPieces({ dimensions: ['source'], metrics: ['cost'] }, rows)].join('').split('\r\n')).toHaveLength(
    2_502,
  );
});

describe('entity tags', () => {
  const tag = etagOf(['a', 'b']);
  test('depend on the content alone', () => {
    expect([etagOf(['ab']), etagOf(['ba']) === tag, /^W\/"[\w-]+"$/.test(tag)]).toEqual([tag, false, true]);
  });
  test.each([
    [tag, true],
    [tag.replace('W/', ''), true],
    [`"x", ${tag}`, true],
    ['*', true],
    ['"x"', false],
    [undefined, false],
  ])('If-None-Match %s: %s', (header, matches) => expect(matchesEtag(header, tag)).toBe(matches));
});
