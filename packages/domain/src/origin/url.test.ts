import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { landingPageOf } from './landing-page.ts';
import { percentDecode } from './percent-decode.ts';
import { queryValues } from './query-values.ts';
import { compileTemplate } from './template.ts';
import { unicodeHost } from './unicode-host.ts';

test.each([
  ['https://www.Shop.ru/Sale/Item?utm_source=x#top', 'shop.ru/Sale/Item'],
  ['https://shop.ru', 'shop.ru/'],
  ['https://shop.ru?x=1', 'shop.ru/'],
  ['https://shop.ru/', 'shop.ru/'],
  ['https://shop.ru/a/', 'shop.ru/a/'],
  ['https://shop.ru/a', 'shop.ru/a'],
  ['http://shop.ru:8080/a', 'shop.ru/a'],
  ['https://www.ru/', 'www.ru/'],
  ['https://www.www.ru/', 'www.ru/'],
  ['https://xn--e1afmkfd.xn--p1ai/%D0%B0', 'пример.рф/%D0%B0'],
  ['https://ПРИМЕР.рф/x', 'пример.рф/x'],
  ['https://xn--broken--/x', 'xn--broken--/x'],
  ['  https://shop.ru/a  ', 'shop.ru/a'],
  ['shop.ru/a', 'shop.ru/a'],
  ['//shop.ru/a', 'shop.ru/a'],
  ['/a/b?c', '(not set)'],
  ['', '(not set)'],
  ['https:///a', '(not set)'],
])('landing page of %s', (url, expected) => {
  expect(landingPageOf(url)).toBe(expected);
});

const byte = fc.integer({ min: 0, max: 255 }).map((value) => `%${value.toString(16).padStart(2, '0')}`);
// Node's own decoder garbles a raw non-ASCII letter beside a broken escape, so raw letters stand in the table of cases.
const piece = fc.oneof(
  { weight: 3, arbitrary: byte },
  fc.constantFrom('+', '%', '%e', '%E2%82', 'a', '=', '%F0%9F%98%80'),
);

test('decodes every text as URLSearchParams does', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      expect(percentDecode(text)).toBe(new URLSearchParams(`x=${text}`).get('x'));
    }),
    { numRuns: 2_000 },
  );
});

test('reads every query as URLSearchParams does: the first of repeated parameters', () => {
  const part = fc.tuple(
    fc.constantFrom('a', 'b', '%61', '', 'A'),
    fc.constantFrom('', '='),
    fc.array(piece, { maxLength: 2 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const query = parts.map(([name, equals, value]) => name + equals + value.join('')).join('&');
      const expected = new URLSearchParams(query);
      const read = queryValues(query, new Set(['a', 'b']));
      expect([read.get('a'), read.get('b')]).toEqual(['a', 'b'].map((name) => expected.get(name)?.trim()));
    }),
    { numRuns: 2_000 },
  );
});

test('decodes hosts as browsers encode them', () => {
  const label = fc
    .array(fc.constantFrom('п', 'р', 'ж', 'ё', 'a', '7', 'ü', '中', '文', 'ñ', 'ё'), { minLength: 1, maxLength: 10 })
    .map((chars) => chars.join(''));
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
      const host = `${labels.join('.')}.рф`.normalize('NFC');
      expect(unicodeHost(new URL(`http://${host}/`).hostname)).toBe(host);
    }),
    { numRuns: 500 },
  );
});

test.each<[string, string, boolean]>([
  ['a*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*a', 'a', false],
  ['*', '', true],
  ['a', 'ab', false],
  ['*b*b*', 'abcb', true],
  ['*b*b*', 'abc', false],
  ['a.c', 'abc', false],
  ['**x', 'yx', true],
  ['ab*ba', 'aba', false],
])('template %s of %s', (template, value, expected) => {
  expect(compileTemplate(template)(value)).toBe(expected);
});
