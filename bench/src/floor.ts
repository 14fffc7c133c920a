import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requestOf } from './load/drive.ts';
import { endToEnd, prologue, untilShown } from './load/end-to-end.ts';
import { interleaved, median } from './measure.ts';
import { compiled, startChild } from './processes/child.ts';
import { json, startNaive } from './processes/systems.ts';
import { removeDirectory, temporaryDirectory } from './processes/temporary-directory.ts';
import { loadDoor, requestsOf } from './rows/door.ts';
import { Traffic } from './shop/traffic.ts';

/**
 * `npm run bench:floor`: what this machine gives to the least program that does a row's work, for rows that miss their
 * budget (ADR 0013). Rows 1 and 2: node:http that answers once bodies are on the disk. Row 4: that and the engine's inserts
 * of rows made beforehand. Row 5: the engine alone.
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

async function engineAlone(): Promise<number> {
  const measured: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const directory = temporaryDirectory();
    const { stdout } = await promisify(execFile)(process.execPath, [compiled('servers/engine-alone.js'), directory]);
    measured.push(Number(stdout));
    removeDirectory(directory);
  }
  return median(measured);
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(`row 1: durable and nothing else, over bare node:http: ${(await doors(1, [])).toFixed(2)}`);
say(`row 2: durable and not parsed, over node:http + JSON.parse: ${(await doors(100, ['parse'])).toFixed(2)}`);
say(
  `row 4, one event a request: durable, inserted and nothing else, over the ordinary way: ${(await line()).toFixed(2)}`,
);
say(`row 5: the engine alone, p99 ${(await engineAlone()).toFixed(0)} ms (the ordinary way waits for its second)`);
