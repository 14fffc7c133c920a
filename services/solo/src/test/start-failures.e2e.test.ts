import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startInstance } from './process/instance.ts';
import { mountTmpfs, testAsRoot, testWithMount } from './process/mounts.ts';
import { throughline, type CommandOptions } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** A start that cannot be says why and what to do in one line on stderr; nobody needs a stack to fix a port. */
const NOBODY = 65_534;
let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory('start');
  chmodSync(directory.path, 0o755);
});
afterEach(() => directory.remove());

async function refused(path: string, options: CommandOptions = {}): Promise<{ code: number | null; line: string }> {
  const { code, signal, stdout, stderr } = await throughline(['start'], {
    ...options,
    settings: { DATA_DIR: path, PORT: 0, LOG_LEVEL: 'warn', ...options.settings },
  });
  expect({ signal, stdout }).toEqual({ signal: null, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  return { code, line: stderr.trimEnd() };
}

const inside = (name: string): string => join(directory.path, name);

test('a directory in use: the second start names the process that has it, and the first goes on', async () => {
  const instance = await startInstance(directory.path);
  try {
    const { code, line } = await refused(directory.path);
    expect(code).toBe(1);
    expect(line).toMatch(
      /^throughline: The log in \S+ is in use by process \d+: stop it, or choose another directory with THROUGHLINE_DATA_DIR$/,
    );
    expect(line).toContain(`process ${instance.pid}:`);
    expect((await instance.get('/v1/status')).status).toBe(200);
    // The one who was refused leaves no trace by which the command line would miss the first.
    expect((await throughline(['source', 'list'], { settings: { DATA_DIR: directory.path } })).code).toBe(0);
  } finally {
    expect((await instance.stop()).code).toBe(0);
  }
});

test('a taken port', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  const { code, line } = await refused(inside('data'), { settings: { PORT: port } });
  other.close();
  expect({ code, line }).toEqual({
    code: 1,
    line: `throughline: 127.0.0.1:${port} is taken: choose another with THROUGHLINE_PORT`,
  });
  const instance = await startInstance(inside('data'));
  expect((await instance.stop()).code).toBe(0);
});

describe.each<[string, (path: string) => string, RegExp]>([
  [
    'a file is in its place',
    (path) => (writeFileSync(path, ''), path),
    /cannot write to the data directory \S+ \(E(EXIST|NOTDIR)\): choose another with THROUGHLINE_DATA_DIR/,
  ],
  ['a file is above it', (path) => (writeFileSync(path, ''), join(path, 'data')), /\(ENOTDIR\): choose another/],
  [
    'a file is in the place of its log',
    (path) => (mkdirSync(path), writeFileSync(join(path, 'log'), ''), path),
    /\(EEXIST\): choose another/,
  ],
  [
    'its log is no log',
    (path) => (
      mkdirSync(join(path, 'log'), { recursive: true }),
      writeFileSync(join(path, 'log', 'log.mdb'), 'x'.repeat(9_000)),
      path
    ),
    /log\.mdb is no log .*restore it from a backup/,
  ],
  [
    'its master key is no key',
    (path) => (mkdirSync(path), writeFileSync(join(path, 'master.key'), 'abc'), path),
    /the master key must be 32 bytes in base64/,
  ],
])('a data directory where %s', (_what, prepare, said) => {
  test('is refused in one line', async () => {
    const { code, line } = await refused(prepare(inside('data')));
    expect(code).toBe(1);
    expect(line).toMatch(said);
  });
});

const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

testAsRoot('directories of another user: the whole, and only its log', async () => {
  const { code, line } = await refused(inside('data'), { uid: NOBODY });
  expect(code).toBe(1);
  expect(line).toMatch(
    /cannot write to the data directory \S+ \(EACCES\): choose another with THROUGHLINE_DATA_DIR or fix its owner$/,
  );

  // As after a first start by root with a directory that belongs to somebody else.
  chownSync(directory.path, NOBODY, NOBODY);
  await (await startInstance(directory.path)).stop();
  chownSync(inside('master.key'), NOBODY, NOBODY);
  for (const owner of [0, NOBODY]) {
    chownSync(inside('log'), owner, owner);
    const log = await refused(directory.path, { uid: NOBODY });
    expect(log).toEqual({
      code: 1,
      line: expect.stringMatching(/cannot write to the data directory \S+ \(EACCES\)/),
    });
  }
});

testAsRoot("what another user's dead process left in shared memory keeps nobody from starting", async () => {
  const left = `/dev/shm/throughline-block-${deadPid()}-left`;
  mkdirSync(left, { mode: 0o700 });
  writeFileSync(join(left, '0.native'), '');
  try {
    chownSync(directory.path, NOBODY, NOBODY);
    const instance = await startInstance(directory.path, { uid: NOBODY });
    expect((await instance.stop()).code).toBe(0);
    // Its own user's next start removes it.
    await (await startInstance(inside('of-root'))).stop();
    expect(existsSync(left)).toBe(false);
  } finally {
    rmSync(left, { recursive: true, force: true });
  }
});

testWithMount('a read-only file system', async () => {
  const mount = mountTmpfs(inside('mounted'), 'size=1m');
  try {
    mount.remount('ro');
    const { code, line } = await refused(mount.path);
    expect(code).toBe(1);
    expect(line).toMatch(/cannot write to the data directory \S+ \(E\w+\): choose another with THROUGHLINE_DATA_DIR/);
  } finally {
    mount.unmount();
  }
});

testWithMount('a full disk', async () => {
  const mount = mountTmpfs(inside('mounted'), 'size=64k');
  try {
    writeFileSync(join(mount.path, 'filler'), Buffer.alloc(60_000));
    const { code, line } = await refused(mount.path);
    expect(code).toBe(1);
    expect(line).toMatch(/\(ENOSPC\): make room on its disk/);
  } finally {
    mount.unmount();
  }
});

test('another master key than the one that sealed the settings', async () => {
  await (await startInstance(directory.path)).stop();
  writeFileSync(inside('master.key'), Buffer.alloc(32, 7).toString('base64'));
  const { code, line } = await refused(directory.path);
  expect(code).toBe(1);
  expect(line).toMatch(
    /sealed with another master key: start with the key the settings were made with \(THROUGHLINE_MASTER_KEY or \S+master\.key\)$/,
  );
});

test('a locked warehouse is not taken for a broken one', async () => {
  await (await startInstance(directory.path)).stop();
  const [name = ''] = readdirSync(inside('warehouse'));
  // As the engine of another living process would have it: this very test's.
  const { createWarehouse } = await import('@throughline/warehouse');
  const held = await createWarehouse({ kind: 'chdb', path: join(inside('warehouse'), name) });
  try {
    const { code, signal, stderr } = await throughline(['start'], {
      settings: { DATA_DIR: directory.path, PORT: 0 },
    });
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(stderr).toMatch(
      new RegExp(`^throughline: Another process \\(id ${process.pid}\\) is already using the data directory`, 'm'),
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(inside('warehouse'))).toEqual([name]);
    const migrate = await throughline(['migrate', 'status'], { settings: { DATA_DIR: directory.path } });
    expect(migrate.code).toBe(1);
  } finally {
    await held.close();
  }
  expect(JSON.parse(readFileSync(inside('current.json'), 'utf8'))).toMatchObject({ directory: name });
});

describe.each<[string, Record<string, string>, string]>([
  ['an unknown variable', { PROT: '8080' }, 'THROUGHLINE_PROT is not a known variable; did you mean THROUGHLINE_PORT?'],
  ['a port that is none', { PORT: '99999' }, 'THROUGHLINE_PORT: '],
  ['a time zone that is none', { TIMEZONE: 'Moscow' }, 'THROUGHLINE_TIMEZONE: is no IANA time zone'],
  ['a currency in lower case', { CURRENCY: 'rub' }, 'THROUGHLINE_CURRENCY: '],
  ['a key that is too short', { ADMIN_KEY: 'short' }, 'THROUGHLINE_ADMIN_KEY: '],
  ['a secret in a file that is not there', { ADMIN_KEY_FILE: '/nowhere/key' }, 'THROUGHLINE_ADMIN_KEY_FILE: ENOENT'],
  [
    'a secret given twice',
    { ADMIN_KEY: 'long-enough-for-a-key', ADMIN_KEY_FILE: '/dev/null' },
    'THROUGHLINE_ADMIN_KEY and THROUGHLINE_ADMIN_KEY_FILE are both set',
  ],
])('configuration: %s', (_what, settings, said) => {
  test('is one line and exit code 2', async () => {
    const { code, line } = await refused(inside('data'), { settings });
    expect(code).toBe(2);
    expect(line.startsWith(said)).toBe(true);
    expect(readdirSync(directory.path)).toEqual([]);
  });
});
