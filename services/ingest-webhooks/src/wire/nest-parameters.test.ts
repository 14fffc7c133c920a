import { describe, expect, test } from '@jest/globals';
import { nestParameters } from './nest-parameters.ts';
import { textAt, type Tree } from './tree.ts';

function plain(tree: Tree): unknown {
  return JSON.parse(JSON.stringify(tree));
}

function nest(...parameters: [string, string][]): unknown {
  const nested = nestParameters(parameters);
  return nested.kind === 'unreadable' ? nested.reason : plain(nested.tree);
}

describe('brackets', () => {
  test.each<[string, [string, string][], unknown]>([
    ['nested', [['leads[add][0][id]', '1']], { leads: { add: { 0: { id: '1' } } } }],
    [
      'append',
      [
        ['a[]', '1'],
        ['a[]', '2'],
      ],
      { a: { 0: '1', 1: '2' } },
    ],
    [
      'append after an index',
      [
        ['a[0]', '1'],
        ['a[]', '2'],
      ],
      { a: { 0: '1', 1: '2' } },
    ],
    [
      'append of maps',
      [
        ['a[][x]', '1'],
        ['a[][x]', '2'],
      ],
      { a: { 0: { x: '1' }, 1: { x: '2' } } },
    ],
    [
      'the last of two values counts',
      [
        ['a', '1'],
        ['a', '2'],
      ],
      { a: '2' },
    ],
    [
      'a map replaces a text, a text a map',
      [
        ['a', '1'],
        ['a[b]', '2'],
        ['c[d]', '3'],
        ['c', '4'],
      ],
      { a: { b: '2' }, c: '4' },
    ],
    [
      'unclosed or misplaced brackets are part of the name',
      [
        ['a[b', '1'],
        ['[c]', '2'],
      ],
      { 'a[b': '1', '[c]': '2' },
    ],
    ['text after the brackets is dropped', [['a[b]c', '1']], { a: { b: '1' } }],
    [
      'prototypes are no place',
      [
        ['__proto__[x]', '1'],
        ['a[__proto__][x]', '2'],
        ['b', '3'],
      ],
      { b: '3' },
    ],
    [
      'constructor is an ordinary name',
      [['constructor[prototype][x]', '1']],
      { constructor: { prototype: { x: '1' } } },
    ],
    [
      '32 levels',
      [[`a${'[b]'.repeat(31)}`, '1']],
      JSON.parse(`${'{"b":'.repeat(31).replace('b', 'a')}{"b":"1"}${'}'.repeat(31)}`),
    ],
    ['33 levels', [[`a${'[b]'.repeat(32)}`, '1']], 'too_deep'],
  ])('%s', (_, parameters, expected) => {
    expect(nest(...parameters)).toEqual(expected);
  });

  test('nothing reaches the prototype of all objects', () => {
    const nested = nestParameters([
      ['__proto__[polluted]', 'yes'],
      ['constructor[prototype][polluted]', 'yes'],
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(nested.kind === 'read' && Object.getPrototypeOf(nested.tree)).toBeNull();
  });

  test('a batch of 20,000 parameters keeps every entity', () => {
    const parameters = Array.from({ length: 20_000 }, (_, i): [string, string] => [
      `leads[add][${i >> 2}][f${i & 3}]`,
      `${i}`,
    ]);
    const nested = nestParameters(parameters);
    expect(nested.kind === 'read' && textAt(nested.tree, 'leads', 'add', '4999', 'f3')).toBe('19999');
  });
});
