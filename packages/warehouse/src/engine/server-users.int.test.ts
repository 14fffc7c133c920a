/** `infra/clickhouse/users.d`: what a ClickHouse server lets whom do, as far as can be known without one. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DOMParser, onErrorStopParsing, type Element } from '@xmldom/xmldom';
import { READ_ONLY_LIMITS } from '../front/run-read-only.ts';
import { MIGRATIONS_DIRECTORY } from '../migrate/read-migrations.ts';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import { openChdb, type ChdbEngine } from './chdb-engine.ts';

const TEXT = readFileSync(`${MIGRATIONS_DIRECTORY}/users.d/throughline.xml`, 'utf8');

/** Elements by their names, texts, and attributes behind `@`. @throws where an element stands twice: none may be overlooked */
const valueOf = (element: Element): any => {
  const attributes = [...element.attributes].map(({ name, value }) => [`@${name}`, value] as const);
  const members = [...element.children].map((child) => [child.tagName, valueOf(child)] as const);
  if (new Set(members.map(([name]) => name)).size !== members.length) throw new Error(`twice in ${element.tagName}`);
  const isText = attributes.length + members.length === 0;
  return isText ? element.textContent : Object.fromEntries([...attributes, ...members]);
};
const { users, profiles, quotas } = valueOf(
  new DOMParser({ onError: onErrorStopParsing }).parseFromString(TEXT, 'text/xml').documentElement!,
);

const directory = temporaryDirectory();
let engine: ChdbEngine;
beforeAll(async () => {
  engine = await openChdb(directory.path);
});
afterAll(async () => {
  await engine.close();
  directory.remove();
});

test('there are the program and the analysts, each with a password of the environment; nobody without a name', () => {
  expect(Object.keys(users)).toEqual(['default', 'throughline', 'analyst']);
  expect(users.default).toEqual({ '@remove': 'remove' });
  const passwords = [users.throughline, users.analyst].map(({ password }) => password);
  expect(passwords).toEqual([
    { '@from_env': 'THROUGHLINE_CLICKHOUSE_PASSWORD' },
    { '@from_env': 'CLICKHOUSE_ANALYST_PASSWORD' },
  ]);
  for (const { profile, quota } of [users.throughline, users.analyst]) {
    expect(Object.keys(profiles)).toContain(profile);
    expect(Object.keys(quotas)).toContain(quota);
  }
});

test('analysts are granted to select from the mart, and nothing else', async () => {
  expect(Object.keys(users.analyst.grants)).toEqual(['query']);
  const grants = [users.analyst.grants.query].flat() as string[];
  // As the engine understands them.
  const formatted = await engine.run(
    grants.map((grant) => `SELECT formatQuerySingleLine('${grant} TO analyst')`).join(' UNION ALL ') + ' FORMAT TSVRaw',
    'report',
  );
  expect(formatted.trim().split('\n')).toEqual(['GRANT SELECT ON mart.* TO analyst']);
});

test('their limits are those of the front, and no setting of theirs goes beyond them', () => {
  const { constraints, readonly, ...limits } = profiles.analyst;
  expect(readonly).toBe('2');
  expect(limits).toMatchObject({
    max_execution_time: String(READ_ONLY_LIMITS.seconds),
    max_memory_usage: String(READ_ONLY_LIMITS.memoryMb * 1_048_576),
    max_result_rows: String(READ_ONLY_LIMITS.resultRows),
    max_rows_to_read: String(READ_ONLY_LIMITS.readRows),
  });
  expect(Object.keys(constraints)).toEqual(Object.keys(limits));
  for (const [name, bound] of Object.entries<any>(constraints))
    expect([name, 'const' in bound || (Number(bound.min) > 0 && bound.max === limits[name])]).toEqual([name, true]);
});

test('the engine knows every setting that is named', async () => {
  const { constraints: _, ...settings } = profiles.analyst;
  const names = Object.keys(settings);
  const known = await engine.run(
    `SELECT name FROM system.settings WHERE name IN (${names.map((name) => `'${name}'`).join()}) FORMAT TSV`,
    'report',
  );
  expect(known.trim().split('\n').sort()).toEqual(names.sort());
});
