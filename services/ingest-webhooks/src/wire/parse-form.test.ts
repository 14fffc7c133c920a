import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_PARAMETERS, parseForm } from './parse-form.ts';

function parametersOf(body: Uint8Array | string, contentType?: string) {
  const read = parseForm(typeof body === 'string' ? Buffer.from(body, 'latin1') : body, contentType);
  if (read.kind === 'unreadable') throw new Error(read.reason);
  return read;
}

/** `Привет` in windows-1251. */
const CP1251 = '%CF%F0%E8%E2%E5%F2';

describe('form parameters', () => {
  test.each([
    [
      'plain',
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['spaces are pluses', 'a=x+y%2Bz', [['a', 'x y+z']]],
    ['UTF-8', 'a=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82', [['a', 'Привет']]],
    [
      'no value, no name, empty pieces',
      'a&=b&&c=',
      [
        ['a', ''],
        ['', 'b'],
        ['c', ''],
      ],
    ],
    ['an equals sign in a value', 'a=b=c', [['a', 'b=c']]],
    [
      'a percent sign that escapes nothing stays',
      'a=100%&b=%zz',
      [
        ['a', '100%'],
        ['b', '%zz'],
      ],
    ],
    [
      'repeated names stay in order',
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_, body, expected) => {
    expect(parametersOf(body).parameters).toEqual(expected);
  });

  test('a body that is not UTF-8 is read as windows-1251, all of it', () => {
    expect(parametersOf(`name=${CP1251}&x=1`)).toMatchObject({
      charset: 'windows-1251',
      parameters: [
        ['name', 'Привет'],
        ['x', '1'],
      ],
    });
  });

  test('raw bytes above ASCII are read like escaped ones', () => {
    expect(parametersOf(Buffer.from('a=Привет', 'utf8')).parameters).toEqual([['a', 'Привет']]);
    expect(parametersOf(Buffer.from([0x61, 0x3d, 0xcf, 0xf0])).parameters).toEqual([['a', 'Пр']]);
  });

  test('the content type may name windows-1251', () => {
    const type = 'application/x-www-form-urlencoded; charset=windows-1251';
    expect(parametersOf(`a=${CP1251}`, type).parameters).toEqual([['a', 'Привет']]);
  });

  test('what URLSearchParams writes is read back', () => {
    const pair = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
        const body = new URLSearchParams(pairs).toString();
        const expected = [...new URLSearchParams(body)];
        expect(parametersOf(body).parameters).toEqual(expected);
      }),
    );
  });

  test('any bytes are read without an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => parseForm(bytes).kind === 'read'));
  });

  test('more parameters than any webhook has are refused', () => {
    expect(parseForm(Buffer.from('a&'.repeat(MAX_PARAMETERS)))).toMatchObject({ reason: 'too_many_parameters' });
  });
});
