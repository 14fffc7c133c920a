import { expect, test } from '@jest/globals';
import { engineError, refusedStatement } from '../engine/engine-error.ts';
import { WarehouseUnavailableError } from '../errors.ts';
import { errorResponse } from './error-response.ts';

const said = (code: string, type: string, message: string): Error => Object.assign(new Error(message), { code, type });
const PART = '/data/store/14f/14fd328c-a738-4a59-ac64-52e74140f9a8/all_1_1_0/data.cmrk4';

test.each([
  ['too many parts', said('252', 'TOO_MANY_PARTS', 'Too many parts (3000)'), 'too_many_parts'],
  ['a part that is damaged', said('246', 'CORRUPTED_DATA', `Empty marks file '${PART}': 0`), 'damaged'],
])("%s is told in the engine's words, from which a client finds out the same", (_what, thrown, reason) => {
  const error = engineError(thrown);
  expect(error).toMatchObject({ reason });
  const { status, code, text } = errorResponse(error, '26');
  const { code: number, type } = thrown as Error & { code: string; type: string };
  expect({ status, code, text }).toEqual({
    status: 500,
    code: Number(number),
    text: `Code: ${number}. DB::Exception: ${thrown.message} (${type}) (version 26)\n`,
  });
  expect(refusedStatement('ClickHouse', code, text)).toMatchObject({ reason });
});

test('a disk that the front itself found full is told as a server tells it', () => {
  const { code, text } = errorResponse(new WarehouseUnavailableError('no_space', 'make room'), '26');
  expect([code, text]).toEqual([243, 'Code: 243. DB::Exception: make room (NOT_ENOUGH_SPACE) (version 26)\n']);
});
