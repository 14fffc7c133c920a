/** Every known way out of the mart, thrown at the front by a read-only user. Long because it is a list. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openMartOfSecrets, outFile, SECRET, secretFile } from '../test/mart-of-secrets.ts';
import type { MartOfSecrets } from '../test/mart-of-secrets.ts';
import { post } from '../test/temporary-front.ts';

let mart: MartOfSecrets;
beforeAll(async () => {
  mart = await openMartOfSecrets();
});
afterAll(() => mart.close());

const raw = 'SELECT secret FROM conversion';
const ESCAPES: Readonly<Record<string, readonly string[]>> = {
  'raw tables and other databases': [
    'SELECT * FROM default.conversion',
    'SELECT * FROM `default`.`conversion`',
    'SELECT * FROM "default"."conversion"',
    'SELECT * FROM default /* . */ . conversion',
    'SELECT * FROM other.hidden',
    'SELECT * FROM mart.sale, default.conversion',
    'SELECT * FROM mart.sale AS s LEFT JOIN other.hidden AS h ON 1 = 1',
    'SELECT (SELECT any(secret) FROM other.hidden)',
    'SELECT * FROM (SELECT * FROM (SELECT * FROM other.hidden))',
    "SELECT 'x' IN other.hidden",
    "SELECT in('x', other.hidden)",
    "SELECT 'x' GLOBAL NOT IN default.conversion",
    'SELECT 1 WHERE EXISTS (SELECT 1 FROM other.hidden)',
    'SELECT 1 FROM mart.sale WHERE id = ANY (SELECT id FROM default.conversion)',
    'WITH (SELECT any(secret) FROM other.hidden) AS x SELECT x',
    'WITH sale AS (SELECT secret FROM other.hidden) SELECT * FROM sale',
    'WITH RECURSIVE r AS (SELECT secret FROM other.hidden UNION ALL SELECT * FROM r) SELECT * FROM r',
    'SELECT 1 UNION ALL SELECT secret FROM other.hidden',
    'SELECT 1 INTERSECT SELECT id FROM default.conversion',
    'FROM other.hidden SELECT secret',
    '(SELECT secret FROM other.hidden)',
    'SELECT * FROM mart.sale ORDER BY (SELECT any(secret) FROM other.hidden)',
    'SELECT arrayMap(x -> (SELECT any(secret) FROM other.hidden), [1])',
    'SELECT * FROM "mart.sale"."x"',
    `SELECT * FROM "${secretFile}"`,
    `SELECT * FROM default."${secretFile}"`,
    'SELECT * FROM `mart`.`../default/conversion`',
  ],
  'what the engine knows of itself': [
    'SELECT * FROM system.tables',
    'SELECT * FROM system.settings',
    'SELECT name, value, readonly FROM system.settings LIMIT 10000, 5 UNION ALL SELECT * FROM other.hidden',
    'SELECT * FROM system.one',
    'SELECT * FROM system.query_log',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM INFORMATION_SCHEMA.columns',
    ...`getSetting('max_threads') | currentUser() | hostName() | FQDN() | currentDatabase() | serverUUID() | tcpPort()
      | getMacro('x') | getServerPort('tcp_port') | globalVariable('x') | @@max_threads | queryID() | uptime() | buildId()
      | getOSKernelVersion() | filesystemAvailable() | currentRoles() | getServerSetting('x') | connectionId()
      | showCertificate() | hasColumnInTable('other', 'hidden', 'secret') | errorCodeToName(1) | revision()`
      .split('|')
      .map((call) => `SELECT ${call.trim()}`),
  ],
  'functions that read, wait, call out or name others': [
    `SELECT file('${secretFile}')`,
    `SELECT FILE('${secretFile}')`,
    `SELECT \`file\`('${secretFile}')`,
    `SELECT arrayMap(x -> file(x), ['${secretFile}'])`,
    `SELECT * APPLY (file) FROM (SELECT '${secretFile}')`,
    `SELECT COLUMNS('.*') APPLY (x -> file(x)) FROM (SELECT '${secretFile}' AS a)`,
    `SELECT * REPLACE (file('${secretFile}') AS id) FROM mart.sale`,
    "SELECT dictGet('other.words', 'secret', 1)",
    "SELECT dictGetString('other.words', 'secret', toUInt64(1))",
    "SELECT dictHas('other.words', 1)",
    "SELECT joinGet('other.j', 'secret', 1)",
    'SELECT sleep(3)',
    'SELECT sleepEachRow(3) FROM mart.sale',
    'SELECT addressToLine(1)',
    'SELECT addressToSymbol(1)',
    "SELECT regionToName(1, 'ru')",
    "SELECT catboostEvaluate('/x', 1)",
    "SELECT naiveBayesClassifier('x', 'y')",
    "SELECT aiGenerate('x')",
    'SELECT evalMLMethod(1, 2)',
    "SELECT arrayReduce('flameGraph', [1])",
    "SELECT initializeAggregation('sum', 1)",
    "SELECT formatQuery('SELECT 1')",
    "SELECT logTrace('x')",
    "SELECT fuzzQuery('SELECT 1')",
    'SELECT flameGraph(1)',
    "SELECT CAST(unhex('01'), 'AggregateFunction(groupArray, String)')",
    "SELECT 'x'::SimpleAggregateFunction(any, String)",
    "SELECT CAST('x', concat('Aggregate', 'Function(groupArray, String)'))",
    "WITH 'AggregateFunction(groupArray, String)' AS t SELECT CAST('x', t)",
    "SELECT arrayMap(x -> accurateCastOrNull(x, concat('U', 'Int8')), [1])",
    'SELECT arrayFold((acc, x) -> acc + x, range(10), 0)',
    "SELECT editDistance('a', 'b')",
    'SELECT nobodyKnows(1)',
    'SELECT unknownIf(1, 1)',
  ],
  'table functions': [
    ...`file('${secretFile}') | file('${secretFile}', 'CSV', 'a String') | url('http://127.0.0.1:1/', 'CSV')
      | s3('http://127.0.0.1:1/b/k', 'CSV') | gcs('http://127.0.0.1:1/b/k') | azureBlobStorage('x', 'y', 'z')
      | hdfs('hdfs://127.0.0.1:1/x', 'CSV') | remote('127.0.0.1:1', other.hidden) | remoteSecure('127.0.0.1:1', 'other', 'hidden')
      | cluster('default', 'other', 'hidden') | clusterAllReplicas('default', system.one) | mysql('h:1', 'd', 't', 'u', 'p')
      | postgresql('h:1', 'd', 't', 'u', 'p') | mongodb('h:1', 'd', 'c', 'u', 'p', 'a String') | redis('h:1', 'k', 'k String')
      | sqlite('${secretFile}', 't') | jdbc('x', 'y') | odbc('x', 'y', 'z') | executable('id', 'TSV', 'a String')
      | dictionary('other.words') | merge('other', '.*') | merge('hidden') | view(${raw}) | viewIfPermitted(${raw} ELSE null('a String'))
      | numbers(1000000000000) | numbers_mt(10) | zeros(10) | generateRandom('a String') | generate_series(1, 10)
      | values('a String', 'x') | null('a String') | input('a String') | format(CSV, '1') | loop(other.hidden)
      | fuzzJSON('x') | mergeTreeIndex('default', 'conversion') | deltaLake('x') | iceberg('x') | Python('x') | arrowFlight('x')
      | fileCluster('c', '${secretFile}') | urlCluster('c', 'http://127.0.0.1:1/') | s3Cluster('c', 'x') | timeSeriesMetrics('x')`
      .split(/\s\|\s/)
      .flatMap((call) => [`SELECT * FROM ${call.trim()}`, `SELECT 1 IN ${call.trim()}`]),
    'SELECT * FROM (VALUES (1, 2))',
    'SELECT * FROM (EXPLAIN SELECT 1)',
    'SELECT * FROM (SHOW TABLES)',
    'SELECT * FROM mart.sale ARRAY JOIN (SELECT groupArray(secret) FROM other.hidden) AS x',
  ],
  'what is no select, or more than one': [
    'INSERT INTO mart.sale VALUES (1)',
    'INSERT INTO conversion SELECT 1, 2',
    `INSERT INTO FUNCTION file('${outFile}', 'CSV') SELECT 1`,
    'WITH x AS (SELECT 1) INSERT INTO conversion SELECT 1, 2',
    'CREATE TABLE mart.t (a UInt8) ENGINE = Memory',
    'CREATE VIEW mart.v AS SELECT * FROM other.hidden',
    "CREATE FUNCTION count AS x -> file('/etc/passwd')",
    'DROP TABLE conversion',
    'DROP VIEW mart.sale',
    'ALTER TABLE conversion DELETE WHERE 1',
    'DELETE FROM conversion WHERE 1',
    'UPDATE conversion SET id = 1 WHERE 1',
    'TRUNCATE TABLE conversion',
    'RENAME TABLE conversion TO x',
    'EXCHANGE TABLES mart.sale AND mart.visit',
    'ATTACH TABLE x (a UInt8) ENGINE = Memory',
    'DETACH TABLE conversion',
    'OPTIMIZE TABLE conversion',
    'SYSTEM SHUTDOWN',
    'SYSTEM FLUSH LOGS',
    'KILL QUERY WHERE 1',
    'SET max_threads = 1',
    'USE default',
    'SHOW TABLES',
    'SHOW CREATE TABLE conversion',
    'DESCRIBE TABLE other.hidden',
    'EXISTS TABLE other.hidden',
    'EXPLAIN SELECT 1',
    'EXPLAIN AST SELECT 1',
    'CHECK TABLE conversion',
    'GRANT ALL ON *.* TO analyst',
    'CREATE USER x',
    'EXECUTE AS writer SELECT 1',
    "BACKUP TABLE conversion TO File('/tmp/x')",
    'BEGIN TRANSACTION',
    'SELECT 1 PARALLEL WITH DROP TABLE conversion',
    'SELECT 1; DROP TABLE conversion',
    'SELECT 1;; DROP TABLE conversion',
    'SELECT 1 -- ;\n; DROP TABLE conversion',
    "SELECT '\\';' ; DROP TABLE conversion",
    'SELECT $x$ $x$; DROP TABLE conversion',
    'SELECT 1 /* /* */ ; */ ; DROP TABLE conversion',
    'SELECT ‘;’; DROP TABLE conversion',
    '/* SELECT 1 */ DROP TABLE conversion',
    '-- SELECT\nDROP TABLE conversion',
    '#! SELECT\nDROP TABLE conversion',
    '',
    ';',
  ],
  'clauses that write or lift limits': [
    `SELECT 1 INTO OUTFILE '${outFile}'`,
    `SELECT 1 INTO OUTFILE '${outFile}' FORMAT CSV`,
    `SELECT 1 INTO/**/OUTFILE '${outFile}' AND STDOUT FORMAT CSV`,
    `SELECT 1 INTO OUTFILE '${outFile}' TRUNCATE COMPRESSION 'gzip'`,
    'SELECT 1 SETTINGS max_execution_time = 0',
    'SELECT 1 FORMAT CSV SETTINGS max_result_rows = 0',
    'SELECT 1 SETTINGS max_threads = 1 FORMAT CSV',
    'SELECT * FROM (SELECT 1 SETTINGS max_execution_time = 0)',
    'SELECT 1 SETTINGS readonly = 0 UNION ALL SELECT 2',
    "SELECT 1 FORMAT Template SETTINGS format_template_row = '/etc/passwd'",
  ],
};

describe.each(Object.entries(ESCAPES))('refused: %s', (_group, statements) => {
  test.each(statements)('%s', async (statement) => {
    const { code, text } = await mart.ask(statement);
    expect(text).not.toContain(SECRET);
    // Refused by us, or by the engine's parser when it was asked to judge; never by what a run of it came to.
    expect(['497', '62']).toContain(code);
    expect(existsSync(outFile)).toBe(false);
  });
});

test('after all of it, everything is as it was', async () => {
  const asked =
    'SELECT (SELECT count() FROM conversion), (SELECT any(secret) FROM other.hidden), count() FROM mart.visit';
  expect(await (await post(mart.front, asked)).text()).toBe(`5000\t${SECRET}\t5000\n`);
});
