/** curl, as documents and shell scripts use ClickHouse with it. */
import { spawn, spawnSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFront } from '../test/temporary-front.ts';
import type { ClickHouseFront } from './clickhouse-front.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
/** `test`, or without curl a loud skip by name (which REQUIRE_ALL=1 counts as a failure). */
const curlTest = hasCurl ? test : test.skip;

let front: ClickHouseFront;
beforeAll(async () => {
  front = await temporaryFront({ users: [{ name: 'shell', password: 'secret' }] });
});
afterAll(() => front.close());

/** Never waited for synchronously: the front is in this process. */
const curlBytes = (args: readonly string[], input: string | Buffer = ''): Promise<Buffer> => {
  const child = spawn('curl', ['-sS', '--max-time', '20', '-u', 'shell:secret', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(input);
  return buffer(child.stdout);
};
const curl = async (args: readonly string[], input: string | Buffer = ''): Promise<string> =>
  (await curlBytes(args, input)).toString('utf8');

curlTest('queries in the body, in the URL and from a pipe', async () => {
  expect(await curl([front.url])).toBe('Ok.\n');
  expect(await curl([`${front.url}/ping`])).toBe('Ok.\n');
  expect(await curl([front.url, '-d', 'SELECT 1'])).toBe('1\n');
  expect(await curl([`${front.url}/?query=SELECT%201,2%20FORMAT%20CSV`])).toBe('1,2\n');
  expect(
    await curl([
      '-G',
      front.url,
      '--data-urlencode',
      'query=SELECT {x:String} AS a',
      '-d',
      "param_x=it's",
      '-d',
      'default_format=JSONEachRow',
    ]),
  ).toBe('{"a":"it\'s"}\n');
  expect(await curl([front.url, '--data-binary', '@-'], 'SELECT number\nFROM numbers(3) -- three\n;\n')).toBe(
    '0\n1\n2\n',
  );
  expect(await curl([`${front.url}/?query=SELECT`, '--data-binary', '@-'], ' 5')).toBe('5\n');
});

curlTest('inserts from the body, packed or not, and behind the statement', async () => {
  await curl([front.url, '-d', 'CREATE TABLE t (a UInt32, b String) ENGINE = MergeTree ORDER BY a']);
  const into = (format: string): string =>
    `${front.url}/?query=${encodeURIComponent(`INSERT INTO t FORMAT ${format}`)}`;
  expect(await curl([into('CSV'), '--data-binary', '@-'], '1,"x"\n2,"y;\n"\n')).toBe('');
  await curl([into('TSV'), '--data-binary', '@-'], '3\tz\n');
  await curl([into('JSONEachRow'), '--data-binary', '@-'], '{"a": 4}\n{"b": "v", "a": 5}');
  await curl([front.url, '--data-binary', '@-'], 'INSERT INTO t FORMAT CSV\n6,"in the body"\n');
  await curl([front.url, '--data-binary', '@-'], "INSERT INTO t VALUES (7, 'seven'), (8, 'eight');");
  await curl([into('CSV'), '-H', 'Content-Encoding: gzip', '--data-binary', '@-'], gzipSync('9,"packed"\n'));
  await curl([
    `${front.url}/?query=${encodeURIComponent('INSERT INTO t SELECT 10, {x:String}')}&param_x=ten`,
    '-d',
    '',
  ]);
  const native = await curlBytes([front.url, '-d', "SELECT 'n' AS b, toUInt32(11) AS a FORMAT Native"]);
  await curl([into('Native'), '--data-binary', '@-'], native);
  expect(await curl([front.url, '-d', 'SELECT a, b FROM t ORDER BY a FORMAT CSV'])).toBe(
    '1,"x"\n2,"y;\n"\n3,"z"\n4,""\n5,"v"\n6,"in the body"\n7,"seven"\n8,"eight"\n9,"packed"\n10,"ten"\n11,"n"\n',
  );
});

curlTest('gets packed answers when it asks for them, and the error with its status when there is one', async () => {
  const url = `${front.url}/?enable_http_compression=1`;
  expect(await curl(['--compressed', url, '-d', 'SELECT count() FROM numbers(100)'])).toBe('100\n');
  const failed = await curl(['-w', '%{http_code} %{header_json}', front.url, '-d', 'SELECT * FROM nowhere']);
  expect(failed).toMatch(/^Code: 60\. DB::Exception: .*\(UNKNOWN_TABLE\) \(version .*\)\n404 /s);
  expect(failed).toMatch(/"x-clickhouse-exception-code":\["60"\]/);
});
