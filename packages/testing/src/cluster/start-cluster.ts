import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../kafka/free-ports.ts';
import { runCommand, serviceProcess, type ServiceProcess, type Settings } from './service-process.ts';
import { startGateway, type Gateway } from './start-gateway.ts';

export interface ClusterOptions {
  readonly brokers: readonly string[];
  /** Processes of each role; one of each unless told. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** Further `THROUGHLINE_` variables of every process, without the prefix. */
  readonly settings?: Settings;
  /** A ClickHouse server; else the front over the embedded engine is started. */
  readonly clickhouse?: { readonly url: string; readonly user: string; readonly password: string };
  /** What is to be done once the engines are prepared and before any service starts; given the cluster's variables. */
  readonly onPrepared?: (settings: Settings) => Promise<void>;
  /** Where the gateway listens; any free port unless told. */
  readonly port?: number;
}

/** The company's form of the system on this machine: every service a process of its own, on brokers that are there. */
export interface RunningCluster {
  /** One address for everything. */
  readonly url: string;
  readonly adminKey: string;
  /** Variables of the cluster's processes, for commands (`runCommand`). */
  readonly settings: Settings;
  /** Null when a server was given. */
  readonly front: ServiceProcess | null;
  readonly services: readonly ServiceProcess[];
  of(role: string): readonly ServiceProcess[];
  /** Stops all in order. @returns how each ended, by name */
  stop(signal?: NodeJS.Signals): Promise<Record<string, number | NodeJS.Signals>>;
}

const ROLES = ['ingest-web', 'ingest-webhooks', 'attribution', 'query', 'jobs'];

/** Prepares the engines by `migrate up`, starts the services, and resolves when all are ready. */
export async function startCluster(options: ClusterOptions): Promise<RunningCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-cluster-'));
  const names = ROLES.flatMap((role) =>
    Array.from({ length: options.replicas?.[role] ?? 1 }, (_, n) => ({ role, name: `${role}-${n + 1}` })),
  );
  const [frontPort = 0, ...ports] = await freePorts(names.length + 1);
  const adminKey = randomBytes(24).toString('base64url');
  const front = options.clickhouse === undefined ? frontOn(frontPort, join(directory, 'front')) : null;
  const { url, user, password } = options.clickhouse ?? { url: front?.url ?? '', ...FRONT_USER };
  const settings: Settings = {
    MODE: 'cluster',
    KAFKA_BROKERS: options.brokers.join(','),
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USER: user,
    CLICKHOUSE_PASSWORD: password,
    MASTER_KEY: randomBytes(32).toString('base64'),
    ADMIN_KEY: adminKey,
    WEBHOOK_DOORS: names
      .flatMap(({ role }, n) => (role === 'ingest-webhooks' ? [`http://127.0.0.1:${ports[n] ?? 0}`] : []))
      .join(','),
    ...options.settings,
  };
  const services = names.map(({ role, name }, n) =>
    serviceProcess(name, ['start', '--role', role], ports[n] ?? 0, { ...settings, DATA_DIR: join(directory, name) }),
  );
  const of = (role: string): ServiceProcess[] => services.filter((_, n) => names[n]?.role === role);
  let gateway: Gateway | null = null;

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Record<string, number | NodeJS.Signals>> {
    await gateway?.close();
    const ended = await Promise.all(
      services.map(async (service) => [service.name, await service.stop(signal)] as const),
    );
    const last = front === null ? [] : [['front', await front.stop(signal)] as const];
    rmSync(directory, { recursive: true, force: true });
    return Object.fromEntries([...ended, ...last]);
  }

  try {
    front?.start();
    await front?.ready();
    await runCommand(['migrate', 'up'], settings);
    await options.onPrepared?.(settings);
    for (const service of services) service.start();
    await Promise.all(services.map((service) => service.ready()));
    gateway = await startGateway((role) => of(role).map((service) => service.url), options.port);
    return { url: gateway.url, adminKey, settings, front, services, of, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const FRONT_USER = { user: 'throughline', password: 'front-of-this-machine' } as const;

const frontOn = (port: number, directory: string): ServiceProcess =>
  serviceProcess(
    'front',
    ['front'],
    port,
    { DATA_DIR: directory, CLICKHOUSE_USER: FRONT_USER.user, CLICKHOUSE_PASSWORD: FRONT_USER.password },
    '/ping',
  );
