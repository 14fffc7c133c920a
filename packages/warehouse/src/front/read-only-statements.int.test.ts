/** Generated statements of a read-only user: denied exactly when a part of them leads out of the mart. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openMartOfSecrets, SECRET, secretFile } from '../test/mart-of-secrets.ts';
import type { MartOfSecrets } from '../test/mart-of-secrets.ts';

let mart: MartOfSecrets;
beforeAll(async () => {
  mart = await openMartOfSecrets();
});
afterAll(() => mart.close());

/** A piece of a statement, and whether any part of it leads out of the mart. */
interface Piece {
  readonly sql: string;
  readonly leadsOut: boolean;
}
const good = (sql: string): Piece => ({ sql, leadsOut: false });
const bad = (sql: string): Piece => ({ sql, leadsOut: true });
/** A text with the pieces in place of its question marks. */
const made = (shape: string, ...pieces: fc.Arbitrary<Piece>[]): fc.Arbitrary<Piece> =>
  fc.tuple(...pieces).map((parts) => {
    const texts = shape.split('?');
    return {
      sql: texts.map((text, at) => text + (parts[at]?.sql ?? '')).join(''),
      leadsOut: parts.some(({ leadsOut }) => leadsOut),
    };
  });
/** Statements the parser takes, one within another, some of whose leaves lead out. */
const { select } = fc.letrec<{ select: Piece; source: Piece; value: Piece }>((tie) => ({
  select: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'statement' },
    made('SELECT ? AS v FROM ?', tie('value'), tie('source')),
    made('SELECT id FROM ? AS s WHERE ? = 1 ORDER BY ? LIMIT 1', tie('source'), tie('value'), tie('value')),
    made('SELECT id FROM mart.sale AS a LEFT JOIN ? AS b ON a.id = b.id AND ? = 1', tie('source'), tie('value')),
    made('WITH ? AS w, c AS (?) SELECT w FROM c', tie('value'), tie('select')),
    made('(?) UNION ALL (?)', tie('select'), tie('select')),
  ),
  source: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'statement' },
    fc.constantFrom(good('mart.sale'), good('`mart`.\n"visit"'), good('sale /* other.hidden */')),
    made('(?)', tie('select')),
    fc.constantFrom(
      ...['other.hidden', 'default /* */ . conversion', 'system.tables', 'numbers(3)', `file('${secretFile}')`].map(
        bad,
      ),
      ...["merge('other', '.*')", 'view(SELECT 1 AS id)', `"${secretFile}"`, 'other.`hidden`'].map(bad),
    ),
  ),
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'statement' },
    fc.constantFrom(good('1'), good("'other.hidden; -- file('''"), good('now()'), good('count() OVER ()')),
    made('(SELECT any(1) FROM ?)', tie('source')),
    made('if(? = 1, ?, 1)', tie('value'), tie('value')),
    made('arrayMap(x -> ?, [1])[1]', tie('value')),
    made('? IN (?)', tie('value'), tie('select')),
    fc.constantFrom(
      ...['1 IN other.hidden', 'hostName()', `file('${secretFile}')`, "dictGet('other.words', 'secret', 1)"].map(bad),
      ...['sleep(1)', "CAST('x', concat('U', 'Int8'))", '(SELECT 1 SETTINGS max_threads = 1)'].map(bad),
    ),
  ),
}));

test('a statement is denied exactly when a part of it leads out', async () => {
  const seen = { denied: 0, passed: 0 };
  await fc.assert(
    fc.asyncProperty(select, async ({ sql, leadsOut }) => {
      const { code, text } = await mart.ask(sql);
      expect(text).not.toContain(SECRET);
      expect([sql, code === '497']).toEqual([sql, leadsOut]);
      seen[leadsOut ? 'denied' : 'passed']++;
    }),
    { numRuns: 200 },
  );
  expect(Math.min(seen.denied, seen.passed)).toBeGreaterThan(10);
});
