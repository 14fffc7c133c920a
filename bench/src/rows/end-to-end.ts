import { endToEnd, prologue } from '../load/end-to-end.ts';
import { interleaved, type BenchOptions, type Ratio, type Row } from '../measure.ts';
import { onSolo } from '../processes/on-solo.ts';
import { startNaive, type System } from '../processes/systems.ts';
import { removeDirectory, temporaryDirectory } from '../processes/temporary-directory.ts';
import { Traffic } from '../shop/traffic.ts';

/** Row 4: events per second from POST to the report, of both systems, one event and 100 events a request. */
export const throughput: Row = {
  row: 4,
  async run(options) {
    const ratios = [await at(options, 0, 1), await at(options, 0, 100)];
    if (!options.quick) ratios.push(await at(options, MANY_VISITS, 1), await at(options, MANY_VISITS, 100));
    return ratios;
  },
};

const MANY_VISITS = 10_000_000;

const at = (options: BenchOptions, visits: number, perRequest: number): Promise<Ratio> =>
  onSolo(options, visits, (solo) => overNaive(options, solo, { visits, perRequest, where: '' }));

export interface Against {
  /** What the system took before. */
  readonly visits: number;
  readonly perRequest: number;
  /** Added to the row's name. */
  readonly where: string;
}

/** A system's throughput against the ordinary way's, in turn. */
export async function overNaive(
  { quick, environment }: BenchOptions,
  system: System,
  { visits, perRequest, where }: Against,
): Promise<Ratio> {
  const directory = temporaryDirectory();
  const naive = await startNaive(environment, directory, visits);
  const events = perRequest === 1 ? (quick ? 10_000 : 40_000) : quick ? 20_000 : 100_000;
  const [ours, theirs] = [new Traffic('t', 4), new Traffic('t', 4)];
  try {
    await prologue(system, ours);
    await prologue(naive, theirs);
    const measured = await interleaved(
      quick ? 3 : 5,
      () => endToEnd(system, ours, { events, perRequest }),
      () => endToEnd(naive, theirs, { events, perRequest }),
    );
    const name = `end to end over bench/naive, ${perRequest === 1 ? 'one event' : `${perRequest} events`} a request, at ${visits / 1e6}M visits${where}`;
    return { row: 4, name, ...measured, at_least: 1.5, aim: 3, smallerIsBetter: false, unit: 'events/s' };
  } finally {
    await naive.child.stop();
    removeDirectory(directory);
  }
}
