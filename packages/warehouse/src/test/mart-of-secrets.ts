import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { READ_ONLY_LIMITS } from '../front/run-read-only.ts';
import type { ClickHouseFront } from '../front/clickhouse-front.ts';
import { basic, post, temporaryFront, WRITER } from './temporary-front.ts';

/** Stands everywhere an analyst must not get at: in raw tables, in another database, in a dictionary, in a file. */
export const SECRET = 'raw-secret-value';

const directory = mkdtempSync(join(tmpdir(), 'throughline-front-'));
/** A file that nobody may read, and the name of one that nobody may write. */
export const secretFile = join(directory, 'secret.csv');
export const outFile = join(directory, 'out.csv');

export const analyst = { name: 'analyst', password: 'reads' };
/** An analyst with narrow limits. */
export const hurried = { name: 'hurried', password: 'reads' };

export interface Answer {
  /** ClickHouse's number of the error, or null. */
  readonly code: string | null;
  readonly text: string;
}

export interface MartOfSecrets {
  readonly front: ClickHouseFront;
  ask(statement: string, parameters?: Readonly<Record<string, string>>, user?: typeof analyst): Promise<Answer>;
  close(): Promise<void>;
}

/** A front with two views over 5,000 raw rows, and much beside the mart. */
export const openMartOfSecrets = async (): Promise<MartOfSecrets> => {
  writeFileSync(secretFile, `${SECRET}\n`);
  const limits = { seconds: 1, memoryMb: 64, resultRows: 10, readRows: 1_000 };
  const front = await temporaryFront({
    users: [WRITER, { ...analyst, readonly: READ_ONLY_LIMITS }, { ...hurried, readonly: limits }],
  });
  for (const statement of STATEMENTS) {
    const made = await post(front, statement);
    if (!made.ok) throw new Error(await made.text());
  }
  return {
    front,
    ask: async (statement, parameters = {}, user = analyst) => {
      const response = await post(front, statement, parameters, { authorization: basic(user) });
      return { code: response.headers.get('x-clickhouse-exception-code'), text: await response.text() };
    },
    close: async () => {
      await front.close();
      rmSync(directory, { recursive: true });
    },
  };
};

const STATEMENTS = [
  'CREATE DATABASE mart',
  'CREATE DATABASE other',
  'CREATE TABLE conversion (id UInt32, secret String) ENGINE = MergeTree ORDER BY id',
  `INSERT INTO conversion SELECT number, '${SECRET}' FROM numbers(5000)`,
  `CREATE TABLE other.hidden ENGINE = Memory AS SELECT '${SECRET}' AS secret`,
  "CREATE VIEW mart.sale AS SELECT id, id * 10 AS amount, if(id % 2 = 0, 'cpc', 'seo') AS channel FROM conversion",
  'CREATE VIEW mart.visit AS SELECT id, toDate(20000 + id % 30) AS day FROM conversion',
  `CREATE DICTIONARY other.words (id UInt64, secret String) PRIMARY KEY id SOURCE(CLICKHOUSE(QUERY 'SELECT 1, \\'${SECRET}\\'')) LAYOUT(FLAT()) LIFETIME(0)`,
];
