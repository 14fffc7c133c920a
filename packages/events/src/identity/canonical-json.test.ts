import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalJson, CanonicalJsonError } from './canonical-json.ts';

describe('canonical JSON', () => {
  test.each<[string, unknown, string]>([
    [
      'members by UTF-16 code units (RFC 8785, 3.2.3)',
      JSON.parse(
        '{"\\u20ac":"Euro","\\r":"CR","\\ufb33":"Dagesh","1":"One","\\ud83d\\ude00":"Smile","\\u0080":"Control","\\u00f6":"O"}',
      ),
      '{"\\r":"CR","1":"One","\u0080":"Control","ö":"O","€":"Euro","😀":"Smile","\ufb33":"Dagesh"}',
    ],
    ['minus zero', -0, '0'],
    ['numbers of the RFC', [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27], '[333333333.3333333,1e+30,4.5,0.002,1e-27]'],
    [
      'integers beyond 2^53 as binary64',
      JSON.parse('[9007199254740993, 1e308, 123456789012345678901234567890]'),
      '[9007199254740992,1e+308,1.2345678901234568e+29]',
    ],
    ['strings of the RFC', '€$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
    ['nothing nested', { b: [], a: {} }, '{"a":{},"b":[]}'],
    ['undefined members are absent', { a: undefined, b: null }, '{"b":null}'],
    ['a member called __proto__', JSON.parse('{"z":1,"__proto__":{"a":1}}'), '{"__proto__":{"a":1},"z":1}'],
  ])('%s', (_name, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test.each<[string, unknown]>([
    ['a lone surrogate', 'a\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['NaN', NaN],
    ['infinity', [-Infinity]],
    ['a function', [() => 1]],
  ])('refuses %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(CanonicalJsonError);
  });

  test('parses back to the value, whatever the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
