import { crc32 } from 'node:zlib';
import { bytes, sql, type Sql } from '../sql/sql.ts';
import type { Warehouse } from '../warehouse.ts';
import type { KeySource } from './known-keys.ts';

type Asked = Pick<Warehouse, 'select'>;

/** Of a digest, as 32 hexadecimal digits, the first eight bytes: whichever workspace it is of. */
const digests = (asked: Asked, table: Sql, column: Sql): KeySource => ({
  count: () => countOf(asked, table),
  wordsOf: (digest) => [parseInt(digest.slice(0, 8), 16), parseInt(digest.slice(8, 16), 16)],
  async *parts(count) {
    const slices = Math.min(MOST_SLICES, 2 ** Math.ceil(Math.log2(Math.max(1, count / KEYS_A_SLICE))));
    const border = (slice: number): Sql =>
      bytes(((slice * MOST_SLICES) / slices).toString(16).padStart(4, '0').padEnd(32, '0'));
    for (let slice = 0; slice < slices; slice += 1) {
      const before = slice === slices - 1 ? sql`` : sql` AND ${column} < ${border(slice + 1)}`;
      yield await wordsIn(
        asked,
        sql`SELECT arrayStringConcat(groupArray(hex(substring(${column}, 1, 8)))) AS words FROM ${table} WHERE ${column} >= ${border(slice)}${before}`,
      );
    }
  },
});
/** As many as a thread may be held up for: some 30 ms. */
const KEYS_A_SLICE = 250_000;
/** By the first two bytes, in the order of the table. */
const MOST_SLICES = 65_536;

/** Under which a visit's contents are found: ids of events and keys of visits. */
export const visitKeySource = (asked: Asked): KeySource => digests(asked, sql`visit_by_key`, sql`visit_key`);

/** Events that are facts. */
export const eventIdSource = (asked: Asked): KeySource => digests(asked, sql`fact`, sql`event_id`);

/**
 * Names, by their CRC32. That of names which are counted up differs in few of its bits, and a place in the filter is made of
 * the low ones: so both words are scrambled (without it one name in twenty was taken for a known one).
 */
const names = (asked: Asked, table: Sql, column: Sql): KeySource => ({
  count: () => countOf(asked, table),
  wordsOf: (name) => scrambledTwice(crc32(name)),
  async *parts() {
    const workspaces = await asked.select<{ workspace: string }>(sql`SELECT DISTINCT workspace FROM ${table}`, {
      lane: 'heavy',
    });
    for (const { workspace } of workspaces) {
      for (let after: string | null = ''; after !== null;) {
        const page: NamePage = await namesAfter(asked, table, column, workspace, after);
        yield page.words;
        after = page.last;
      }
    }
  },
});

interface NamePage {
  readonly words: Uint32Array;
  /** Null behind the last name. */
  readonly last: string | null;
}

/** The next names in the order of the table, so that it is read once in all. */
const namesAfter = async (
  { select }: Asked,
  table: Sql,
  column: Sql,
  workspace: string,
  after: string,
): Promise<NamePage> => {
  const page = sql`SELECT ${column} AS name FROM ${table} WHERE workspace = ${workspace} AND ${column} > ${after} ORDER BY ${column} LIMIT ${KEYS_A_SLICE}`;
  const [row] = await select<{ words: string; last: string }>(
    sql`SELECT arrayStringConcat(groupArray(leftPad(hex(CRC32(name)), 8, '0'))) AS words, max(name) AS last FROM (${page})`,
    { lane: 'heavy' },
  );
  const sums = wordsOfDigits(row?.words ?? '');
  const words = new Uint32Array(sums.length * 2);
  for (let at = 0; at < sums.length; at += 1) words.set(scrambledTwice(sums[at] ?? 0), at * 2);
  return { words, last: sums.length < KEYS_A_SLICE ? null : (row?.last ?? null) };
};

/** Names that facts stand under. */
export const nameSource = (asked: Asked): KeySource => names(asked, sql`fact_by_node`, sql`node`);

/** Visitors who have a visit. */
export const visitorSource = (asked: Asked): KeySource => names(asked, sql`visit_by_visitor`, sql`visitor`);

const scrambledTwice = (word: number): [number, number] => [scrambled(word), scrambled(word ^ 0x9e37_79b1)];

/** MurmurHash3's finaliser: every bit of the result depends on every bit of the word, and no two words share one. */
function scrambled(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const countOf = async ({ select }: Asked, table: Sql): Promise<number> => {
  const [row] = await select<{ n: string }>(sql`SELECT count() AS n FROM ${table}`, { lane: 'heavy' });
  return Number(row?.n ?? 0);
};

/** One row, `words` of 32 bits in hexadecimal digits. */
const wordsIn = async ({ select }: Asked, query: Sql): Promise<Uint32Array> => {
  const [row] = await select<{ words: string }>(query, { lane: 'heavy' });
  return wordsOfDigits(row?.words ?? '');
};

const wordsOfDigits = (hexadecimal: string): Uint32Array => {
  const digits = Buffer.from(hexadecimal, 'hex');
  const words = new Uint32Array(digits.length / 4);
  for (let at = 0; at < words.length; at += 1) words[at] = digits.readUInt32BE(at * 4);
  return words;
};
