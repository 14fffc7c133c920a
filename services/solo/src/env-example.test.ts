import { readFileSync, writeFileSync } from 'node:fs';
import { envExample, loadConfig } from '@throughline/runtime';
import { expect, test } from '@jest/globals';
import { soloConfig } from './config.ts';

const FILE = new URL('../../../.env.example', import.meta.url);
/** What `docker-compose.yml` takes besides; no process of ours reads it. */
const COMPOSE =
  '\n# docker compose: password of user "analyst" of its ClickHouse server\n#CLICKHOUSE_ANALYST_PASSWORD=\n';
const UPDATE = process.env['UPDATE_ENV_EXAMPLE'] === '1';

test('.env.example says what the configuration is (UPDATE_ENV_EXAMPLE=1 writes it anew)', () => {
  const wanted = envExample(soloConfig) + COMPOSE;
  if (UPDATE) writeFileSync(FILE, wanted);
  expect(readFileSync(FILE, 'utf8')).toBe(wanted);
});

test('every variable in .env.example is one that the program reads, and its default is accepted', () => {
  const variables = [...readFileSync(FILE, 'utf8').matchAll(/^#(THROUGHLINE_\w+)=(.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value],
  );
  expect(variables.length).toBe(Object.keys(soloConfig.shape).length);
  expect(loadConfig(soloConfig, Object.fromEntries(variables) as Record<string, string>)).toEqual(
    loadConfig(soloConfig, {}),
  );
});
