import { describe, expect, test } from '@jest/globals';
import { finishStatement, insertFromFile } from './finish-statement.ts';
import { lex } from './lex.ts';
import { parseStatement } from './parse-statement.ts';
import type { Statement } from './parse-statement.ts';
import { substituteParameters } from './query-parameters.ts';

const words = (sql: string): string[] => [...lex(sql)].map(({ text }) => text);
const threads = new Map([['max_threads', "max_threads = '7'"]]);

describe('tokens', () => {
  test.each([
    ["SELECT 'a;''b\\';' -- ;\n, \"x\"\"y\"", ['SELECT', "'a;''b\\';'", ',', '"x""y"']],
    ['a /* b /* c */ ; */ d // e\nf # g\nh #! i', ['a', 'd', 'f', 'h']],
    ['$tag$ ; $other$ $tag$;', ['$tag$ ; $other$ $tag$', ';']],
    ['‘;’ “;” `a\\`;`', ['‘;’', '“;”', '`a\\`;`']],
    ['1--1', ['1']],
    ['таблица.колонка', ['таблица', '.', 'колонка']],
  ])('%s', (sql, expected) => {
    expect(words(sql)).toEqual(expected);
  });
});

describe('kinds', () => {
  test.each([
    ['SELECT 1', 'read'],
    ['  -- INSERT\n((SELECT 1)) UNION ALL SELECT 2', 'read'],
    ['WITH x AS (SELECT 1) SELECT * FROM x', 'read'],
    ['FROM t SELECT insert', 'read'],
    ['WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x', 'select into'],
    ['INSERT INTO t SELECT 1 AS values', 'select into'],
    ['INSERT INTO t WITH 1 AS x SELECT x', 'select into'],
    ['INSERT INTO t VALUES (1)', 'insert'],
    ['INSERT INTO format FORMAT CSV', 'insert'],
    ['DROP TABLE t', 'change'],
    ['EXPLAIN INSERT INTO t SELECT 1', 'read'],
  ])('%s: %s', (sql, kind) => {
    expect(parseStatement(sql).kind).toBe(kind);
  });
});

describe('where the rows of an INSERT begin', () => {
  const rows = (sql: string): string => {
    const parsed = parseStatement(sql);
    if (parsed.kind !== 'insert') throw new Error(parsed.kind);
    return sql.slice(parsed.dataFrom);
  };
  test.each([
    ['INSERT INTO t FORMAT CSV\n1,2\n', '1,2\n'],
    ['INSERT INTO t (a, `b;c`) SETTINGS async_insert = 1 FORMAT TSV \r\n\t2\n', '\t2\n'],
    ['INSERT INTO t FORMAT JSONEachRow {"a": "it\'s"}', '{"a": "it\'s"}'],
    ['INSERT INTO t FORMAT CSV;\n"open', '"open'],
    ["INSERT INTO t VALUES (1, ';'), (2, 'x');", " (1, ';'), (2, 'x');"],
    ['INSERT INTO t FORMAT Native\n\n\x01', '\n\x01'],
  ])('%j', (sql, expected) => {
    expect(rows(sql)).toBe(expected);
  });
});

describe('what the engine gets', () => {
  const finished = (sql: string): string =>
    finishStatement(parseStatement(sql) as Exclude<Statement, { kind: 'insert' }>, threads, 'TSV').sql;
  test.each([
    ['SELECT 1;', "SELECT 1\nFORMAT TSV SETTINGS max_threads = '7'"],
    ['SELECT 1 FORMAT CSV', "SELECT 1 FORMAT CSV\nSETTINGS max_threads = '7'"],
    ['SELECT 1 FORMAT CSV SETTINGS a = 1', "SELECT 1 FORMAT CSV SETTINGS a = 1, max_threads = '7'"],
    ['SELECT 1 SETTINGS max_threads = 3', 'SELECT 1 SETTINGS max_threads = 3\nFORMAT TSV'],
    ['SELECT format, settings FROM t', "SELECT format, settings FROM t\nFORMAT TSV SETTINGS max_threads = '7'"],
    ['INSERT INTO t SELECT 1', "INSERT INTO t SELECT 1\nSETTINGS max_threads = '7'"],
    ['DELETE FROM t WHERE 1', 'DELETE FROM t WHERE 1'],
    ['OPTIMIZE TABLE t', "OPTIMIZE TABLE t\nFORMAT Null SETTINGS max_threads = '7'"],
  ])('%s', (sql, expected) => {
    expect(finished(sql)).toBe(expected);
  });

  test('an INSERT takes its rows from a file', () => {
    const parsed = parseStatement('INSERT INTO t (a) SETTINGS a = 1 FORMAT CSV') as Extract<
      Statement,
      { kind: 'insert' }
    >;
    expect(insertFromFile(parsed, threads, "/x'y")).toBe(
      "INSERT INTO t (a) FROM INFILE '/x\\'y' SETTINGS a = 1, max_threads = '7' FORMAT CSV",
    );
  });
});

test('parameters stand for values outside of texts and comments only', () => {
  const values = new Map([
    ['x', "it's\\tx"],
    ['t', 'a table'],
  ]);
  expect(
    substituteParameters("SELECT {x:String}, '{x:String}', {'a': 1} /* {x:String} */ FROM {t:Identifier}", values),
  ).toBe("SELECT _CAST('it\\'s\\tx', 'String'), '{x:String}', {'a': 1} /* {x:String} */ FROM `a table`");
  expect(substituteParameters("SELECT {x : DateTime64(3, 'UTC')}", new Map([['x', '\\N']]))).toBe(
    "SELECT _CAST(NULL, 'DateTime64(3, \\'UTC\\')')",
  );
  expect(() => substituteParameters('SELECT {t:Identifier}', new Map([['t', 'a`b']]))).toThrow(/quotes/);
  expect(() => substituteParameters('SELECT {m:Map(String, UInt8)}', new Map([['m', '{}']]))).toThrow(/Map/);
});
