import { join } from 'node:path';
import { drive, requestOf, type Driven } from '../load/drive.ts';
import { interleaved, type BenchOptions, type Ratio, type Row } from '../measure.ts';
import { compiled, startChild } from '../processes/child.ts';
import { removeDirectory, temporaryDirectory } from '../processes/temporary-directory.ts';
import { Traffic } from '../shop/traffic.ts';

const KEY = 'bench-admin-key-of-the-door';
/** Requests under way at once: enough that a commit to disk is shared. */
const CONNECTIONS = 128;

/** Rows 1 and 2: the door of events, each event checked and on disk before the answer, against node:http alone. */
export const oneEvent: Row = {
  row: 1,
  run: (options) =>
    measureDoor(options, {
      perRequest: 1,
      other: [],
      row: 1,
      name: 'one event a request, validated and durable, over bare node:http',
      at_least: 0.45,
      aim: 0.65,
    }),
};
export const hundredEvents: Row = {
  row: 2,
  run: (options) =>
    measureDoor(options, {
      perRequest: 100,
      other: ['parse'],
      row: 2,
      name: '100 events a request, validated and durable, over node:http + JSON.parse',
      at_least: 0.5,
      aim: 0.7,
    }),
};

interface DoorRow extends Pick<Ratio, 'row' | 'name' | 'at_least' | 'aim'> {
  readonly perRequest: number;
  /** Arguments of the bare server. */
  readonly other: readonly string[];
}

async function measureDoor(
  { quick, environment }: BenchOptions,
  { perRequest, other, ...row }: DoorRow,
): Promise<Ratio> {
  const directory = temporaryDirectory();
  const door = await startChild([compiled('servers/door.js'), join(directory, 'log'), KEY], environment);
  const bare = await startChild([compiled('servers/bare.js'), ...other], environment);
  const requests = requestsOf(perRequest);
  const load = (port: number, seconds: number) => loadDoor(port, requests, seconds);
  let accepted = 0;
  const ours = async (seconds: number): Promise<number> => {
    const driven = await load(door.port, seconds);
    accepted += driven.answered * perRequest;
    return (driven.answered * perRequest) / driven.seconds;
  };
  const others = async (seconds: number): Promise<number> => {
    const driven = await load(bare.port, seconds);
    return (driven.answered * perRequest) / driven.seconds;
  };
  try {
    await ours(1.5);
    await others(1.5);
    const seconds = quick ? 1 : 4;
    const measured = await interleaved(
      quick ? 5 : 9,
      () => ours(seconds),
      () => others(seconds),
    );
    const [kept] = (await (await fetch(`${door.url}/end`)).json()) as number[];
    if (kept !== accepted) throw new Error(`${accepted} events were accepted, the log holds ${kept ?? 0}`);
    return { ...row, ...measured, smallerIsBetter: false, unit: 'events/s' };
  } finally {
    await door.stop();
    await bare.stop();
    removeDirectory(directory);
  }
}

export const loadDoor = (port: number, requests: readonly Buffer[], seconds: number): Promise<Driven> =>
  drive({ port, requests, connections: CONNECTIONS, seconds, most: 2_000_000 });

/** The same bytes for both servers, some ten thousand different events. */
export function requestsOf(perRequest: number): Buffer[] {
  const traffic = new Traffic('door', 1);
  const now = Date.now();
  return Array.from({ length: perRequest === 1 ? 8_192 : 256 }, () =>
    requestOf('/v1/events', JSON.stringify({ events: traffic.events(perRequest, now) }), {
      authorization: `Bearer ${KEY}`,
    }),
  );
}
