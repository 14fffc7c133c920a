import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brokerProperties, type BrokerAddress } from './broker-properties.ts';

/**
 * Ends the broker when our end of its input closes, however we end ourselves; and removes its files, unless it was told
 * to keep them.
 */
const GUARDIAN =
  '"$@" >>"$HOME_OF_BROKER/broker.log" 2>&1 & read -r keep; kill -9 $!; wait; [ "$keep" ] || rm -rf "$HOME_OF_BROKER"';
const JAVA = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
/** Sixteen bytes, as Kafka wants them. */
const CLUSTER_ID = Buffer.from('throughline-test').toString('base64url');
const START_MS = 120_000;

/** A broker on this machine that a test may stop and start. */
export interface BrokerProcess {
  readonly nodeId: number;
  /** `host:port` for clients; the same after it was started again. */
  readonly address: string;
  /** Resolves when it takes connections. */
  start(): Promise<void>;
  /** Ends it at once (SIGKILL); its data stays. */
  kill(): Promise<void>;
}

/** Prepares a broker in a directory of its own; `start` runs it. */
export async function createBroker(
  jars: string,
  directory: string,
  own: BrokerAddress,
  cluster: readonly BrokerAddress[],
): Promise<BrokerProcess> {
  const java = [...JAVA, '-cp', join(jars, '*')];
  const file = join(directory, 'server.properties');
  const properties = { ...brokerProperties(own, cluster), 'log.dirs': join(directory, 'data') };
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
  await writeFile(file, `${lines.join('\n')}\n`);
  const format = [...java, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file];
  await promisify(execFile)('java', format);

  let end = (): Promise<unknown> => Promise.resolve();
  return {
    nodeId: own.nodeId,
    address: `${own.host}:${own.port}`,
    async start() {
      const guardian = spawn('sh', ['-c', GUARDIAN, 'guardian', 'java', ...java, 'kafka.Kafka', file], {
        stdio: ['pipe', 'ignore', 'ignore'],
        env: { ...process.env, HOME_OF_BROKER: directory },
      });
      const ended = once(guardian, 'exit');
      end = () => {
        guardian.stdin.end('keep\n');
        return ended;
      };
      await connected(own, directory);
    },
    async kill() {
      await end();
    },
  };
}

async function connected({ host, port }: BrokerAddress, directory: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const socket = createConnection({ host, port });
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    if (Date.now() > deadline) throw new Error(`The broker does not answer:\n${await lastLines(directory)}`);
    await sleep(100);
  }
}

const lastLines = async (directory: string): Promise<string> =>
  (await readFile(join(directory, 'broker.log'), 'utf8')).split('\n').slice(-20).join('\n');
