import { requestOf } from './load/drive.ts';
import { endToEnd, prologue, untilShown } from './load/end-to-end.ts';
import { interleaved, median } from './measure.ts';
import { compiled, runChild, startChild } from './processes/child.ts';
import { json, startNaive } from './processes/systems.ts';
import { removeDirectory, temporaryDirectory } from './processes/temporary-directory.ts';
import { loadDoor, requestsOf } from './rows/door.ts';
import { Traffic } from './shop/traffic.ts';
import { stagedShop } from './stage/staged-shop.ts';

/**
 * `npm run bench:floor`: what this machine gives to the least program that does a row's work, for rows that miss their
 * budget (ADR 0013). Rows 1 and 2: node:http that answers once bodies are on the disk. Row 4: that and the engine's inserts
 * of rows made beforehand. Row 5: the engine alone; with `--many` also where 10M visits are in the warehouse.
 */
const ROUNDS = 5;
const SECONDS = 3;

async function doors(perRequest: number, parse: readonly string[]): Promise<number> {
  const requests = requestsOf(perRequest);
  const held = await startChild([compiled('servers/held.js')], process.env);
  const bare = await startChild([compiled('servers/bare.js'), ...parse], process.env);
  const rate = async (port: number): Promise<number> => {
    const driven = await loadDoor(port, requests, SECONDS);
    return driven.answered / driven.seconds;
  };
  try {
    await rate(held.port);
    await rate(bare.port);
    const { ratio } = await interleaved(
      ROUNDS,
      () => rate(held.port),
      () => rate(bare.port),
    );
    return ratio;
  } finally {
    await held.stop();
    await bare.stop();
  }
}

const STRETCH = { events: 40_000, perRequest: 1 };

async function line(): Promise<number> {
  const [directory, naiveDirectory] = [temporaryDirectory(), temporaryDirectory()];
  const least = await startChild([compiled('servers/least-line.js'), directory], process.env);
  const naive = await startNaive(process.env, naiveDirectory);
  const [ours, theirs] = [new Traffic('t', 4), new Traffic('t', 4)];
  let sent = 0;
  const rate = async (): Promise<number> => {
    const requests = ours
      .events(STRETCH.events, Date.now())
      .map((event) => requestOf('/v1/events', JSON.stringify({ events: [event] })));
    sent += requests.length;
    const missing = async (): Promise<string | null> => {
      const { shown } = (await json(least.url, {})) as { shown: number };
      return shown === sent ? null : `${shown} of ${sent} are shown`;
    };
    return requests.length / (await untilShown(least.port, requests, missing));
  };
  try {
    await prologue(naive, theirs);
    await rate();
    const { ratio } = await interleaved(ROUNDS, rate, () => endToEnd(naive, theirs, STRETCH));
    return ratio;
  } finally {
    await least.stop();
    await naive.child.stop();
    removeDirectory(directory);
    removeDirectory(naiveDirectory);
  }
}

const MANY_VISITS = 10_000_000;

async function engineAlone(visits: number): Promise<number> {
  const stage =
    visits === 0 ? null : await stagedShop(visits, process.env, (text) => process.stderr.write(`${text}\n`));
  const measured: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { directory, warehouse } = stage?.copy() ?? emptyDirectory();
    measured.push(Number(await runChild([compiled('servers/engine-alone.js'), warehouse], process.env)));
    removeDirectory(directory);
  }
  return median(measured);
}

function emptyDirectory() {
  const directory = temporaryDirectory();
  return { directory, warehouse: directory };
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(`row 1: durable and nothing else, over bare node:http: ${(await doors(1, [])).toFixed(2)}`);
say(`row 2: durable and not parsed, over node:http + JSON.parse: ${(await doors(100, ['parse'])).toFixed(2)}`);
say(
  `row 4, one event a request: durable, inserted and nothing else, over the ordinary way: ${(await line()).toFixed(2)}`,
);
const engine = async (visits: number): Promise<void> =>
  say(`row 5, ${visits / 1e6}M visits: the engine alone, p99 ${(await engineAlone(visits)).toFixed(0)} ms`);
await engine(0);
if (process.argv.includes('--many')) await engine(MANY_VISITS);
