import { findKafka, type Kafka } from '@throughline/testing';
import { endToEnd, prologue } from '../load/end-to-end.ts';
import { median, type BenchOptions, type Ratio, type Row } from '../measure.ts';
import { startClusterSystem, type ClusterSystem } from '../processes/cluster-system.ts';
import { Traffic } from '../shop/traffic.ts';
import { overNaive } from './end-to-end.ts';
import { fresherThanNaive } from './freshness.ts';
import { underLoad } from './under-load.ts';

const WHERE = ', on Kafka and the front';
/** Partitions of a topic, and as many attribution workers. */
const SIZES = [1, 2, 4] as const;

/** Rows 4, 5 and 7 on Kafka and ClickHouse's HTTP interface, CPU of the door, and how throughput grows. */
export const clusterRows: readonly Row[] = [
  {
    row: 4,
    async run(options) {
      return [
        await onCluster(2, (system) => overNaive(options, system, { visits: 0, perRequest: 1, where: WHERE })),
        await onCluster(2, (system) => overNaive(options, system, { visits: 0, perRequest: 100, where: WHERE })),
        ...(await growth(options)),
      ];
    },
  },
  {
    row: 5,
    run: (options) => onCluster(2, (system) => fresherThanNaive(options, system, { visits: 0, where: WHERE })),
  },
  { row: 7, run: (options) => onCluster(2, (system) => underLoad(options, system, WHERE)) },
];

/** One cluster after the other on one machine: ratios to the smallest, and CPU of the door an event. No budget is set. */
async function growth({ quick }: BenchOptions): Promise<Ratio[]> {
  const measured: { size: number; rate: number; doorMicroseconds: number }[] = [];
  const events = quick ? 20_000 : 100_000;
  for (const size of SIZES) {
    measured.push(
      await onCluster(size, async (system) => {
        const traffic = new Traffic('g', 4);
        await prologue(system, traffic);
        const before = system.doorCpu();
        const rates: number[] = [];
        for (let round = 0; round < 3; round += 1)
          rates.push(await endToEnd(system, traffic, { events, perRequest: 100 }));
        const doorMicroseconds = ((system.doorCpu() - before) * 1e6) / (events * rates.length);
        return { size, rate: median(rates), doorMicroseconds };
      }),
    );
  }
  const [smallest] = measured;
  if (smallest === undefined) return [];
  const informative = { row: 4, at_least: 0, aim: 0, smallerIsBetter: false };
  return [
    ...measured.slice(1).map(({ size, rate }) => ({
      ...informative,
      name: `${size} partitions and workers over 1, events end to end${WHERE}`,
      ratio: rate / smallest.rate,
      ours: rate,
      other: smallest.rate,
      unit: 'events/s',
    })),
    {
      ...informative,
      name: 'CPU of the door with the Kafka client an event, 100 a request, 4 partitions over 1',
      ratio: (measured.at(-1)?.doorMicroseconds ?? 0) / smallest.doorMicroseconds,
      ours: measured.at(-1)?.doorMicroseconds ?? 0,
      other: smallest.doorMicroseconds,
      unit: 'us',
    },
  ];
}

/** A cluster of its own on a broker of its own. @throws when there is no way to a broker here */
async function onCluster<Result>(size: number, measure: (system: ClusterSystem) => Promise<Result>): Promise<Result> {
  const start = findKafka();
  if (start === null) throw new Error('Kafka is needed: KAFKA_BROKERS, Docker, or JDK 17 with Maven');
  const kafka: Kafka = await start();
  try {
    const system = await startClusterSystem(kafka, { partitions: size, workers: size });
    try {
      return await measure(system);
    } finally {
      await system.child.stop();
    }
  } finally {
    await kafka.stop();
  }
}
