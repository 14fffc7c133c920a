import { expect, test } from '@jest/globals';
import { exceptionAtEnd } from './exception-at-end.ts';

const SAID = 'Code: 159. DB::Exception: Timeout exceeded: elapsed 0.7 seconds. (TIMEOUT_EXCEEDED) (version 25.8.1.1)';

test.each([
  ['as older servers write it', `0\n1\n2${SAID}\n`],
  ['alone', SAID],
  ['with its stack', `0\n${SAID.replace(' (version', '\nStack trace:\n0. main\n (version')}\n`],
  ['marked', `0\n\r\n__exception__\r\nabcdefghabcdefgh\r\n${SAID}\n104 abcdefghabcdefgh\r\n__exception__\r\n`],
  ['behind a row that quotes another', `{"a":"Code: 1. DB::Exception: no (A) (version 1)"}\n${SAID}\n`],
])('an exception %s is found', (_, answer) => {
  expect(exceptionAtEnd(answer)).toMatchObject({ code: 159, message: expect.stringMatching(/^Code: 159\. .*Timeout/) });
});

test('a mark without words that can be read is an exception all the same', () => {
  expect(exceptionAtEnd('0\n\r\n__exception__\r\nabc\r\nboom\n5 abc\r\n__exception__\r\n')).toMatchObject({
    code: 1002,
  });
});

test.each([
  ['nothing', ''],
  ['rows', '{"a":1}\n{"a":2}\n'],
  ['a row that quotes an exception', `{"a":"${SAID}"}\n`],
  ['words that end alike', 'f(x)\n(version 1)\n'],
])('%s is none', (_, answer) => expect(exceptionAtEnd(answer)).toBeNull());
