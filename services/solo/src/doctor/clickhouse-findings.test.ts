import { expect, test } from '@jest/globals';
import { checkParts, checkServerClock, checkServerDisks, checkVersion } from './clickhouse-findings.ts';

test.each([
  ['26.7.2.1', 'ok'],
  ['24.8.14.39', 'ok'],
  ['24.7.1.1', 'problem'],
  ['23.12.1.1', 'problem'],
  ['', 'problem'],
])('version %p: %s', (version, state) => expect(checkVersion(version)).toMatchObject({ check: 'clickhouse', state }));

test.each([
  [0, 'ok'],
  [299, 'ok'],
  [300, 'warning'],
  [999, 'warning'],
  [1000, 'problem'],
])('%d parts of at most 1000: %s', (parts, state) =>
  expect(checkParts('visit', parts, 1000)).toMatchObject({ check: 'clickhouse parts', state }),
);

const GB = 1_073_741_824;
test.each([
  [50 * GB, 'ok'],
  [9 * GB, 'warning'],
  [GB - 1, 'problem'],
])('%d bytes free of 100 GB: %s', (free, state) =>
  expect(checkServerDisks([{ name: 'default', free, total: 100 * GB }])).toMatchObject({ state }),
);

test.each([
  ['between our readings', 1_000, 900, 1_100, 'ok', /as this machine/],
  ['a little behind', 900, 1_000, 1_100, 'ok', /as this machine/],
  ['seconds ahead', 8_000, 1_000, 1_100, 'warning', /^7 s ahead/],
  ['seconds behind', 1_000, 8_000, 8_100, 'warning', /^7 s behind/],
  ['minutes ahead', 181_100, 1_000, 1_100, 'problem', /^180 s ahead/],
])('a clock %s', (_, at, before, after, state, detail) =>
  expect(checkServerClock('clickhouse clock', at, before, after)).toMatchObject({
    state,
    detail: expect.stringMatching(detail),
  }),
);
