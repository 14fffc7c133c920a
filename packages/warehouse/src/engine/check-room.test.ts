import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { WarehouseUnavailableError } from '../errors.ts';
import { checkRoom } from './check-room.ts';

test('an insert that the disk has no room for is refused, and one it has room for is not', () => {
  expect(() => checkRoom(tmpdir(), 1_000)).not.toThrow();
  expect(() => checkRoom(tmpdir(), 2 ** 60)).toThrow(WarehouseUnavailableError);
});
