import { readFileSync } from 'node:fs';
import { startCluster, type Kafka } from '@throughline/testing';
import { isCaughtUp, roiBySource, type System } from './systems.ts';

/** A cluster of ours on brokers that are there: each service a process, the warehouse behind ClickHouse's HTTP interface. */
export interface ClusterSystem extends System {
  /** Where reports are asked for. */
  readonly reports: string;
  /** CPU that the service for events has taken, in seconds. */
  doorCpu(): number;
}

export async function startClusterSystem(
  { brokers }: Pick<Kafka, 'brokers'>,
  { partitions, workers }: { readonly partitions: number; readonly workers: number },
): Promise<ClusterSystem> {
  const cluster = await startCluster({
    brokers,
    replicas: { attribution: workers },
    settings: { KAFKA_PARTITIONS: partitions, LOG_LEVEL: 'error' },
  });
  const [door] = cluster.of('ingest-web');
  const [query] = cluster.of('query');
  if (door === undefined || query === undefined) throw new Error('a cluster has a door and reports');
  const headers = { authorization: `Bearer ${cluster.adminKey}` };
  return {
    child: {
      port: Number(new URL(door.url).port),
      url: door.url,
      async stop() {
        await cluster.stop();
      },
    },
    headers,
    reports: query.url,
    report: () => roiBySource(query.url, headers),
    mayShowAll: () => isCaughtUp(query.url, headers),
    doorCpu: () => cpuOf(door.pid),
  };
}

/** Ticks of the kernel's clock that processes are charged by. */
const TICKS_A_SECOND = 100;

function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the name, which may hold anything: state is field 3, user and system time are 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
