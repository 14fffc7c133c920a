import { afterEach, describe, expect, test } from '@jest/globals';
import { freePorts } from '@throughline/testing';
import { ROLES } from '../../cluster/role.ts';
import { runThroughline, throughline, type RunningCommand } from '../process/running-command.ts';
import { temporaryDirectory } from '../process/temporary-directory.ts';

/** A process of a cluster that is told too little, or finds nobody to work with. Needs no broker. */
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
const directory = temporaryDirectory('role');
const commands: RunningCommand[] = [];
afterEach(() => commands.splice(0).forEach((command) => command.kill('SIGKILL')));

const nobody = async (): Promise<string> => `127.0.0.1:${(await freePorts(1))[0]!}`;

describe('what it must be told', () => {
  test('is asked for, a line each', async () => {
    const { code, stderr } = await throughline(['start', '--role', 'query'], { settings: { MODE: 'cluster' } });
    expect(stderr.split('\n')).toEqual([
      'THROUGHLINE_KAFKA_BROKERS: must be set when THROUGHLINE_MODE=cluster',
      'THROUGHLINE_CLICKHOUSE_URL: must be set when THROUGHLINE_MODE=cluster',
      'THROUGHLINE_MASTER_KEY: must be set when THROUGHLINE_MODE=cluster',
      '',
    ]);
    expect(code).toBe(2);
  });

  test('is refused when it is wrong', async () => {
    const settings = {
      MODE: 'cluster',
      KAFKA_BROKERS: 'broker',
      CLICKHOUSE_URL: 'nowhere',
      MASTER_KEY,
      WEBHOOK_DOORS: 'a,b',
      KAFKA_BROKER: 'x:1',
    };
    const { code, stderr } = await throughline(['start', '--role', 'query'], { settings });
    expect(stderr).toMatch(
      /^THROUGHLINE_KAFKA_BROKER is not a known variable; did you mean THROUGHLINE_KAFKA_BROKERS\?$/m,
    );
    expect(stderr).toMatch(/^THROUGHLINE_KAFKA_BROKERS: must be host:port/m);
    expect(stderr).toMatch(/^THROUGHLINE_CLICKHOUSE_URL: /m);
    expect(stderr).toMatch(/^THROUGHLINE_WEBHOOK_DOORS/m);
    expect(code).toBe(2);
  });

  test.each([
    [['start', '--role', 'query'], {}, /^throughline: --role query is for a cluster: set THROUGHLINE_MODE=cluster/],
    [['start'], { MODE: 'cluster' }, /^throughline: a process of a cluster has one role: --role ingest-web, /],
    [['start', '--role', 'baker'], { MODE: 'cluster' }, /^throughline: a process of a cluster has one role/],
    [['epoch', 'raise'], {}, /^throughline: one process has one partition and one epoch/],
  ])('%j with %j is refused in one line', async (command, settings, line) => {
    const { code, stderr } = await throughline(command, { settings });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  test('a master key that is none', async () => {
    const settings = { MODE: 'cluster', KAFKA_BROKERS: 'a:1', CLICKHOUSE_URL: 'http://a', MASTER_KEY: 'short' };
    const { code, stderr } = await throughline(['start', '--role', 'jobs'], { settings });
    expect(stderr).toBe('THROUGHLINE_MASTER_KEY: must be 32 bytes in base64\n');
    expect(code).toBe(2);
  });
});

describe('without brokers and warehouse', () => {
  const settings = async () => ({
    MODE: 'cluster',
    KAFKA_BROKERS: await nobody(),
    CLICKHOUSE_URL: `http://${await nobody()}`,
    MASTER_KEY,
    DATA_DIR: directory.path,
    PORT: 0,
  });

  test('every process is alive and not ready, says once what it waits for, and ends with 0 when told', async () => {
    const shared = await settings();
    await Promise.all(
      ROLES.map(async (role) => {
        const command = runThroughline(['start', '--role', role], { settings: shared });
        commands.push(command);
        const [, url = ''] = await command.said(/Throughline \S+: (http\S+)/);
        const status = async (path: string): Promise<number> => (await fetch(url + path)).status;
        expect([await status('/livez'), await status('/readyz'), await status('/v1/status')]).toEqual([200, 503, 503]);
        const [line] = await command.said(/^.*"waiting: .*$/m);
        expect(JSON.parse(line)).toMatchObject({
          level: 'warn',
          service: role,
          code: expect.stringMatching(/^(log|warehouse)_unavailable$/),
        });
        command.kill('SIGTERM');
        const { code, stderr } = await command.ended;
        expect([role, code, stderr.trimEnd().split('\n').length]).toEqual([role, 0, 2]);
      }),
    );
  });

  test('migrate up says in one line who does not answer', async () => {
    const { code, stderr } = await throughline(['migrate', 'up'], { settings: await settings() });
    expect(stderr).toMatch(/^throughline: .*127\.0\.0\.1.*see THROUGHLINE_KAFKA_BROKERS\n$/);
    expect(code).toBe(1);
  });
});
