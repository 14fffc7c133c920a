import type { Writable } from 'node:stream';
import type { RunSeen } from './source-backfill.ts';

/** Shows how far a run is: one line that is written over at a terminal, a line for each change elsewhere. */
export interface ProgressBar {
  show(run: RunSeen): void;
  /** The last state stays. */
  end(run: RunSeen): void;
}

export function progressBar(stream: Writable & { readonly isTTY?: boolean }): ProgressBar {
  let last = '';
  const write = (run: RunSeen, end: string): void => {
    const line = lineOf(run);
    if (stream.isTTY === true) stream.write(`\r${line.padEnd(last.length)}${end}`);
    else if (line !== last) stream.write(`${line}\n`);
    last = line;
  };
  return { show: (run) => write(run, ''), end: (run) => write(run, '\n') };
}

const WIDTH = 30;

/** `[=========>          ]  45 %  1,234 read`, and why it waits. */
export function lineOf({ share, items, waiting }: RunSeen): string {
  const count = `${items.toLocaleString('en-US')} read`;
  const why = waiting === undefined ? '' : `  waits: ${waiting.reason}, ${waiting.detail}. ${waiting.what_to_do.en}`;
  if (share === undefined) return count + why;
  const filled = Math.floor(share * WIDTH);
  const bar = '='.repeat(filled) + (filled < WIDTH ? '>' : '');
  return `[${bar.padEnd(WIDTH)}] ${String(Math.floor(share * 100)).padStart(3)} %  ${count}${why}`;
}
