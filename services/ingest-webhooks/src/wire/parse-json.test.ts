import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from './parse-json.ts';
import type { Tree } from './tree.ts';

function read(text: string): unknown {
  const json = parseJson(text);
  return json.kind === 'unreadable' ? json.reason : json.tree;
}

/** The same value with numbers as their text and without `__proto__`. */
function texts(value: unknown): unknown {
  if (typeof value === 'number') return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__proto__')
      .map(([n, v]) => [n, texts(v)]),
  );
}

describe('JSON', () => {
  test.each<[string, string, unknown]>([
    ['ids beyond 2^53 keep their digits', '{"id":12345678901234567890}', { id: '12345678901234567890' }],
    ['numbers are texts', '[1,-2.5,1e3]', ['1', '-2.5', '1e3']],
    ['digits in strings are left alone', String.raw`{"a1":"x\"1,2"}`, { a1: 'x"1,2' }],
    ['prototypes are dropped', '{"__proto__":{"x":1},"a":{"__proto__":1}}', { a: {} }],
    ['half a body', '{"a":1', 'not_parseable'],
    ['a number with two points', '1.2.3', '1.2.3'],
    ['an open string', '{"a', 'not_parseable'],
    ['nothing', '', 'not_parseable'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), 'too_deep'],
    ['a million brackets', '['.repeat(1_000_000), 'too_deep'],
    ['brackets in a string are no levels', `["${'['.repeat(100)}"]`, ['['.repeat(100)]],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('everything JSON can say is read', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(read(JSON.stringify(value))).toEqual(texts(JSON.parse(JSON.stringify(value))));
      }),
    );
  });

  test('hostile escapes take linear time', () => {
    const json = parseJson(`"${'\\"'.repeat(400_000)}`);
    expect(json).toMatchObject({ reason: 'not_parseable' });
  });

  test('maps have no prototype', () => {
    expect(Object.getPrototypeOf(read('{"a":1}') as Tree)).toBeNull();
  });
});
