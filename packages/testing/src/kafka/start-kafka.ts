import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBroker, type BrokerProcess } from './broker-process.ts';
import type { BrokerAddress } from './broker-properties.ts';
import { freePorts } from './free-ports.ts';
import { canRunJars, kafkaJars } from './kafka-jars.ts';
import { startContainer } from './start-container.ts';

export interface Kafka {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  stop(): Promise<void>;
}
/** Brokers that are processes of this machine, so that a test may kill them and start them again. */
export interface KafkaCluster extends Kafka {
  readonly processes: readonly BrokerProcess[];
}

/**
 * How to get a real broker here: the one that `KAFKA_BROKERS` names, else a container, else Apache Kafka's jars; null
 * where none can be had. What runs somewhere else is not stopped.
 */
export function findKafka(named = process.env['KAFKA_BROKERS']): (() => Promise<Kafka>) | null {
  if (named) return () => Promise.resolve({ brokers: named.split(','), stop: () => Promise.resolve() });
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0) return startContainer;
  const cluster = findKafkaCluster();
  return cluster && (() => cluster(1));
}

/** How to run a cluster of so many brokers on this machine, each its own controller too; null where there is no Java. */
export function findKafkaCluster(): typeof startCluster | null {
  return canRunJars() ? startCluster : null;
}

/** @param advertisedPorts where each broker sends its clients, if not to itself */
async function startCluster(size: number, advertisedPorts: readonly number[] = []): Promise<KafkaCluster> {
  const jars = await kafkaJars();
  const directory = await mkdtemp(join(tmpdir(), 'throughline-kafka-'));
  const ports = await freePorts(size * 2);
  const addresses = Array.from({ length: size }, (_, n): BrokerAddress => {
    const [port = 0, controllerPort = 0] = ports.slice(n * 2);
    return { nodeId: n + 1, host: '127.0.0.1', port, controllerPort, advertisedPort: advertisedPorts[n] };
  });
  const processes = await Promise.all(
    addresses.map(async (own) => {
      const home = join(directory, String(own.nodeId));
      await mkdir(home);
      return createBroker(jars, home, own, addresses);
    }),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((broker) => broker.kill()));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await Promise.all(processes.map((broker) => broker.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return { brokers: processes.map(({ address }) => address), processes, stop };
}
