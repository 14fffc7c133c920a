/**
 * `docker-compose.yml`, `Dockerfile` and the gateway name only what there is. No Docker is needed for it: what is named is
 * looked up in the code; where the client is, it reads the file too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { INGEST_WEB_PART } from '@throughline/ingest-web';
import { WEBHOOKS_PART } from '@throughline/ingest-webhooks';
import { loadConfig } from '@throughline/runtime';
import { parse } from 'yaml';
import { clusterConfig } from '../../cluster/cluster-config.ts';
import { ROLES } from '../../cluster/role.ts';
import { soloConfig } from '../../config.ts';
import { KEYS_PART } from '../../keys/keys-part.ts';
import { WORKSPACE_PART } from '../../workspace/workspace-part.ts';
import { VERSION } from '../../version.ts';

const ROOT = new URL('../../../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const isThere = (path: string): boolean => existsSync(new URL(path, ROOT));

const TEXT = read('docker-compose.yml');
const { services, volumes } = parse(TEXT, { merge: true }) as {
  services: Record<string, any>;
  volumes: Record<string, null>;
};
const SECRETS: Readonly<Record<string, string>> = {
  THROUGHLINE_MASTER_KEY: Buffer.alloc(32).toString('base64'),
  THROUGHLINE_CLICKHOUSE_PASSWORD: 'a password',
  CLICKHOUSE_ANALYST_PASSWORD: 'another password',
};

/** `${NAME:-default}` and `${NAME:?what is missing}` as the client puts them in. */
const filled = (text: string): string =>
  text.replaceAll(/\$\{(\w+):[-?]([^}]*)\}/g, (_, name: string) => SECRETS[name] ?? '');
const environmentOf = (service: any): Record<string, string> =>
  Object.fromEntries(Object.entries<string>(service.environment).map(([name, value]) => [name, filled(value)]));

const processes = Object.entries(services).filter(([, { image }]) => image.startsWith('throughline:'));
const others = Object.entries(services).filter(([, { image }]) => !image.startsWith('throughline:'));

test('each role has a service of its own, and one command prepares them', () => {
  const commands = Object.fromEntries(processes.map(([name, { command }]) => [name, command.join(' ')]));
  expect(commands).toEqual({
    prepare: 'migrate up',
    ...Object.fromEntries(ROLES.map((role) => [role, `start --role ${role}`])),
  });
  for (const [, { image }] of processes) expect(image).toBe(`throughline:${VERSION}`);
});

test('every process understands its whole environment', () => {
  for (const [name, service] of processes) {
    const config = clusterConfig(loadConfig(soloConfig, environmentOf(service)));
    expect([name, config.MODE, config.HOST, config.PORT]).toEqual([name, 'cluster', '0.0.0.0', 8080]);
    expect(config.KAFKA_BROKERS).toEqual(['kafka:9092']);
  }
});

test('a misspelt variable would be found', () => {
  const environment = { ...environmentOf(services['query']), THROUGHLINE_KAFKA_BROKER: 'kafka:9092' };
  expect(() => loadConfig(soloConfig, environment)).toThrow('THROUGHLINE_KAFKA_BROKER');
});

test('every host and port that is named is listened on', () => {
  const { THROUGHLINE_CLICKHOUSE_URL: url, THROUGHLINE_KAFKA_BROKERS: brokers } = environmentOf(services['query']);
  const kafka = environmentOf(services['kafka']);
  expect(kafka['KAFKA_ADVERTISED_LISTENERS']).toBe(`INTERNAL://${brokers!},HOST://127.0.0.1:9094`);
  expect(kafka['KAFKA_LISTENERS']).toContain(`INTERNAL://:${brokers!.split(':')[1]!}`);
  expect(kafka['KAFKA_CONTROLLER_QUORUM_VOTERS']).toBe('1@kafka:9093');
  expect(url).toBe('http://clickhouse:8123');
  const doors = processes.filter(([, { command }]) => command.includes('ingest-webhooks'));
  expect(environmentOf(services['query'])['THROUGHLINE_WEBHOOK_DOORS']).toBe(
    doors.map(([name]) => `http://${name}:8080`).join(),
  );
  for (const [, port] of TEXT.matchAll(/127\.0\.0\.1:(\d+)\/(?:readyz|livez)/g)) expect(port).toBe('8080');
});

test('what others reach is bound to this machine, and it is the gateway and the data ports alone', () => {
  const published = Object.fromEntries(
    Object.entries(services).flatMap(([name, { ports }]) => (ports === undefined ? [] : [[name, ports]])),
  );
  expect(published).toEqual({
    kafka: ['127.0.0.1:9094:9094'],
    clickhouse: ['127.0.0.1:8123:8123', '127.0.0.1:9000:9000'],
    gateway: ['127.0.0.1:8080:8080'],
  });
  expect(environmentOf(services['kafka'])['KAFKA_LISTENERS']).toContain('HOST://:9094');
});

test('images are pinned to a release', () => {
  const images = [
    ...others.map(([, { image }]) => image as string),
    ...[...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!),
  ];
  expect(images).toHaveLength(6);
  for (const image of images) expect(image).toMatch(/^[a-z-]+(\/[a-z-]+)?:\d+\.\d+\.\d+(\.\d+)?(-[a-z-]+)?$/);
  const [, tested] = /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([\d.]+)</.exec(read('infra/kafka/pom.xml'))!;
  expect(services['kafka'].image).toBe(`apache/kafka:${tested!}`);
});

test('every service says whether it is well, and processes run with as few rights as they need', () => {
  for (const [name, { healthcheck, command }] of Object.entries(services)) {
    const words = name === 'prepare' ? command : healthcheck.test;
    expect([name, words.every((word: unknown) => typeof word === 'string')]).toEqual([name, true]);
  }
  for (const [, service] of processes)
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      init: true,
    });
});

test('paths and volumes that are mounted are there', () => {
  const mounts = Object.values(services).flatMap((service) => (service.volumes ?? []) as string[]);
  const sources = mounts.map((mount) => mount.split(':')[0]!);
  const [paths, names] = [sources.filter((source) => source.startsWith('./')), sources.filter((s) => !s.includes('/'))];
  expect(paths.map((path) => [path, isThere(path)])).toEqual(paths.map((path) => [path, true]));
  expect(names.sort()).toEqual(Object.keys(volumes).sort());
  // Nobody else writes: the door's own log is what a process keeps.
  const { THROUGHLINE_DATA_DIR: data } = environmentOf(services['ingest-webhooks']);
  expect(services['ingest-webhooks'].volumes).toEqual([`webhooks:${data!}`]);
  expect(processes.filter(([, service]) => service.volumes !== undefined)).toHaveLength(1);
});

test('the server’s users are those that the services name, with passwords it is given', () => {
  const users = read('infra/clickhouse/users.d/throughline.xml');
  expect(users).toContain(`<${environmentOf(services['query'])['THROUGHLINE_CLICKHOUSE_USER']!}>`);
  const needed = [...users.matchAll(/from_env="(\w+)"/g)].map(([, name]) => name!);
  expect(needed.length).toBe(2);
  for (const name of needed) expect(environmentOf(services['clickhouse'])[name]).toBe(SECRETS[name]);
});

test('what it takes from .env is in .env.example', () => {
  const taken = new Set([...TEXT.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!));
  const told = new Set([...read('.env.example').matchAll(/^#(\w+)=/gm)].map(([, name]) => name!));
  expect([...taken].filter((name) => !told.has(name))).toEqual([]);
  const required = new Set([...TEXT.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name!));
  expect([...required].sort()).toEqual(Object.keys(SECRETS).sort());
});

describe('the gateway', () => {
  const gateway = read('infra/gateway/nginx.conf');
  const routes = [...gateway.matchAll(/location (?:~ )?(\S+) \{\s+set \$process http:\/\/([\w-]+):(\d+);/g)];
  const processOf = (path: string): string | undefined =>
    routes.find(([, pattern]) => (pattern === '/' ? true : new RegExp(pattern!).test(path)))?.[2];

  test.each([
    ['ingest-web', INGEST_WEB_PART],
    ['ingest-webhooks', WEBHOOKS_PART],
    ['ingest-webhooks', KEYS_PART],
    ['ingest-webhooks', WORKSPACE_PART],
  ])('sends to %s what it serves', (name, { paths }) => {
    expect(Object.keys(paths).length).toBeGreaterThan(0);
    for (const path of Object.keys(paths)) expect([path, processOf(path)]).toEqual([path, name]);
  });

  test('sends everything else to query, and nothing to what is not there', () => {
    for (const path of [
      '/',
      '/docs',
      '/v1/reports/roi',
      '/v1/conversions/sale:d1',
      '/v1/status',
      '/schema-registry/subjects',
    ])
      expect([path, processOf(path)]).toEqual([path, 'query']);
    for (const [, , name, port] of routes) expect([services[name!] !== undefined, port]).toEqual([true, '8080']);
  });

  test('logs no path', () => {
    expect(gateway).toMatch(/^\s*access_log off;$/m);
    expect(gateway).toMatch(/^error_log stderr emerg;$/m);
  });
});

/** Files beside the code, as sources refer to them. */
const AT_RUN_TIME = /new URL\('(?:\.\.\/)+((?:infra|schemas)[^']*)'/g;
const sources = (part: string): string[] =>
  readdirSync(new URL(part, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[\w-]+\/src\/.*\.ts$/.test(file) && !/^testing\/|\/test\/|\.test\.ts$/.test(file))
    .map((file) => `${part}/${file}`);

describe('the image', () => {
  const dockerfile = read('Dockerfile');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  test('holds what production needs, for a user that is not root', () => {
    expect(dockerfile).toContain('npm ci --omit=dev --ignore-scripts');
    expect(last).toMatch(/^USER node$/m);
    const named = [...dockerfile.matchAll(/THROUGHLINE_(\w+)=/g)].map(([, name]) => name!);
    expect(Object.keys(soloConfig.shape)).toEqual(expect.arrayContaining(named));
    const [, program] = /^ENTRYPOINT \["node", "([^"]+)"\]$/m.exec(last)!;
    expect(isThere(program!)).toBe(true);
    expect(read('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.env', '.git', 'data', '**/node_modules']),
    );
  });

  test('has every file that the code reads at run time', () => {
    const copied = [...last.matchAll(/^COPY --from=build \/app\/(\S+) (\S+)$/gm)].map(([, from, to]) => {
      expect([from, isThere(from!)]).toEqual([to, true]);
      return from!;
    });
    const needed = ['packages', 'services'].flatMap((part) =>
      sources(part).flatMap((file) => [...read(file).matchAll(AT_RUN_TIME)].map(([, path]) => path!)),
    );
    expect(needed.length).toBeGreaterThan(2);
    for (const path of needed)
      expect([path, copied.some((from) => path === from || path.startsWith(`${from}/`))]).toEqual([path, true]);
  });
});

test('the client understands the file, where there is one', () => {
  const docker = (...rest: string[]) =>
    spawnSync('docker', ['compose', ...rest], {
      cwd: fileURLToPath(ROOT),
      env: { PATH: process.env['PATH'], ...SECRETS },
      encoding: 'utf8',
    });
  if (docker('version').status !== 0) return;
  const { status, stderr } = docker('config', '--quiet');
  expect([status, stderr]).toEqual([0, '']);
});
