import { expect, test } from '@jest/globals';
import { checkSpools } from './check-doors.ts';

test.each([
  [[2_000, 3_000], 'ok', 'http://a 2000 MB free, http://b 3000 MB free'],
  [[2_000, 900], 'warning', 'http://b 900 MB free: little for an outage of the brokers'],
  [[200, 900], 'problem', 'http://a 200 MB free: make room, or webhooks will be answered 503'],
])('spools with %j MB', ([a = 0, b = 0], state, detail) => {
  const doors = [
    { address: 'http://a', freeBytes: a * 1_048_576 },
    { address: 'http://b', freeBytes: b * 1_048_576 },
  ];
  expect(checkSpools(doors)).toEqual({ check: 'spool disks', state, detail });
});
