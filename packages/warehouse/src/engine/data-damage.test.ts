import { expect, test } from '@jest/globals';
import { WarehouseUnavailableError } from '../errors.ts';
import { dataDamage } from './data-damage.ts';
import { refusedStatement } from './engine-error.ts';

const TABLE = '/data/warehouse/1a2b/store/14f/14fd328c-a738-4a59-ac64-52e74140f9a8';
const PART = `(while reading column k): (while reading from part ${TABLE}/all_1_1_0/ in table default.visit`;
const unread = (file: string): string =>
  `While reading or decompressing ${TABLE}/all_1_1_0/${file} (position: 5): ${PART}`;

/** As the engine said them when its files were damaged. */
test.each([
  [
    'a part removed, read anew',
    1001,
    `filesystem error: in file_size: No such file or directory ["${TABLE}/all_1_1_0/data.cmrk4"].`,
  ],
  [
    'a part removed, known already',
    107,
    `Cannot open file ${TABLE}/all_1_1_0/data.bin: , errno: 2, strerror: No such file`,
  ],
  ['data cut', 33, `Cannot read all data. Bytes read: 5. Bytes expected: 25: ${unread('data.bin')}`],
  ['data emptied', 33, `Cannot read all data in MergeTreeReaderCompact. Rows read: 0. Rows expected: 8192: ${PART}`],
  ['data changed', 40, `Checksum doesn't match: corrupted data. Reference: 09. Actual: df: ${unread('data.bin')}`],
  ['data zeroed', 432, `Unknown codec family code: 0: ${unread('data.bin')}`],
  ['marks cut', 33, `Cannot read all data. Bytes read: 3. Bytes expected: 25: ${unread('data.cmrk4')}`],
  [
    'a part written to a full disk',
    246,
    `Empty marks file '${TABLE}/all_17_17_1/data.cmrk4': 0, must be: 2128: (while reading from part ${TABLE}/all_17_17_1/ in table default.visit`,
  ],
  [
    'a file in place of a table, read',
    76,
    `Cannot open file ${TABLE}/all_2_2_0/s.bin: , errno: 20, strerror: Not a directory`,
  ],
  [
    'a file in place of a table, written',
    1001,
    `filesystem error: in create_directories: Not a directory ["${TABLE}/tmp_insert_all_1_1_0"].`,
  ],
])('%s is damage', (_what, code, message) => {
  expect(dataDamage(code, message)).toMatchObject({ where: expect.stringMatching(/^store\/14f\//) });
  const error = refusedStatement('The engine', code, message);
  expect(error).toBeInstanceOf(WarehouseUnavailableError);
  expect(error).toMatchObject({ reason: 'damaged', message: expect.not.stringMatching(/\n|\/data\/warehouse/) });
});

test.each([
  ['a limit of time', 159, `Timeout exceeded: ${PART}`],
  ['a limit of memory', 241, `Memory limit exceeded: ${PART}`],
  ['no syntax', 62, 'Syntax error: failed at position 1'],
  ['no such table', 60, 'Unknown table expression identifier'],
  ['a full disk', 243, `Cannot reserve 1.00 MiB, not enough space: ${TABLE}`],
  [
    'a full disk, in other words',
    1001,
    `filesystem error: in create_directories: No space left on device ["${TABLE}/tmp"]`,
  ],
  [
    'too many open files',
    76,
    `Cannot open file ${TABLE}/all_1_1_0/data.bin: , errno: 24, strerror: Too many open files`,
  ],
  [
    'files of another owner',
    76,
    `Cannot open file ${TABLE}/all_1_1_0/data.bin: , errno: 13, strerror: Permission denied`,
  ],
  [
    'a block that was cut on its way in',
    33,
    'Cannot read all data. Bytes read: 5. Bytes expected: 25: (in file/uri /dev/shm/throughline-block-7-a/0.native)',
  ],
  [
    'a file of somebody else',
    107,
    'Cannot open file /tmp/store/x.csv: , errno: 2, strerror: No such file or directory',
  ],
])('%s is none', (_what, code, message) => expect(dataDamage(code, message)).toBeNull());
