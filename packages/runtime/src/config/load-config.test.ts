import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { envExample } from './env-example.ts';
import { ConfigError, loadConfig } from './load-config.ts';

const SCHEMA = z.object({
  MODE: z.enum(['solo', 'cluster']).default('solo').describe('How the system is spread.'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('Port.'),
  ADMIN_KEY: z.string().min(16).optional().describe('Key with all scopes.'),
});
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const problems = (environment: Record<string, string>, known: string[] = []): readonly string[] => {
  try {
    loadConfig(SCHEMA, environment, known);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
  return [];
};

test('defaults, values, and variables of others', () => {
  expect(loadConfig(SCHEMA, { PATH: '/bin', THROUGHLINE_MODE: '' })).toEqual({ MODE: 'solo', PORT: 8080 });
  expect(loadConfig(SCHEMA, { THROUGHLINE_PORT: '9', THROUGHLINE_MODE: 'cluster' })).toEqual({
    MODE: 'cluster',
    PORT: 9,
  });
  expect(loadConfig(SCHEMA, { THROUGHLINE_OTHER: 'x' }, ['OTHER'])).toEqual({ MODE: 'solo', PORT: 8080 });
});

test('a secret from a file, without its last line break', () => {
  const path = join(directory, 'key');
  writeFileSync(path, '0123456789abcdef\n');
  expect(loadConfig(SCHEMA, { THROUGHLINE_ADMIN_KEY_FILE: path }).ADMIN_KEY).toBe('0123456789abcdef');
});

describe('an environment that cannot be used says why', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a misspelt name',
      { THROUGHLINE_PROT: '1' },
      /THROUGHLINE_PROT is not a known variable; did you mean THROUGHLINE_PORT\?/,
    ],
    ['a name like no other', { THROUGHLINE_ABRACADABRA: '1' }, /^THROUGHLINE_ABRACADABRA is not a known variable$/],
    ['a bad number', { THROUGHLINE_PORT: 'x' }, /^THROUGHLINE_PORT: must be a number$/],
    ['a bad word', { THROUGHLINE_MODE: 'single' }, /^THROUGHLINE_MODE: must be one of: solo, cluster$/],
    ['a short key', { THROUGHLINE_ADMIN_KEY: 'short' }, /^THROUGHLINE_ADMIN_KEY: must have at least 16 characters$/],
    ['a file that is not there', { THROUGHLINE_ADMIN_KEY_FILE: '/nowhere/key' }, /^THROUGHLINE_ADMIN_KEY_FILE: /],
    ['both forms', { THROUGHLINE_ADMIN_KEY: '0123456789abcdef', THROUGHLINE_ADMIN_KEY_FILE: '/x' }, /both set/],
  ])('%s', (_name, environment, expected) => {
    expect(problems(environment)).toEqual([expect.stringMatching(expected)]);
  });
  test('all of them at once', () => {
    expect(problems({ THROUGHLINE_PORT: 'x', THROUGHLINE_MODE: 'y', THROUGHLINE_Z: '1' })).toHaveLength(3);
  });
});

test('the example names every variable with its default', () => {
  expect(envExample(SCHEMA)).toBe(
    '# How the system is spread.\n#THROUGHLINE_MODE=solo\n\n# Port.\n#THROUGHLINE_PORT=8080\n\n# Key with all scopes.\n#THROUGHLINE_ADMIN_KEY=\n',
  );
});
