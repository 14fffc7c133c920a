import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.strictObject({
  lastDay: z.iso.date(),
  days: z.int().positive(),
  timeZone: z.string(),
  token: z.string(),
  isPlayed: z.boolean(),
});

/**
 * A file in a data directory that says: what is here was made by the demo. So its pages may be looked at without a key,
 * and what an interrupted demo left out can be made up for. `throughline start` takes the directory over and removes it.
 */
export interface DemoMark {
  /** The days of the story; a later run shows the same ones. */
  readonly lastDay: string;
  readonly days: number;
  readonly timeZone: string;
  /** Secret of the addresses of the demo's sources: a resumed play sends to the same ones. */
  readonly token: string;
  /** Everything was sent, and showed in the reports. */
  readonly isPlayed: boolean;
}

const fileIn = (dataDirectory: string): string => join(dataDirectory, 'demo.json');

/** `null` when there is none, or none that can be read: then the data counts as somebody's own. */
export function readDemoMark(dataDirectory: string): DemoMark | null {
  try {
    return schema.parse(JSON.parse(readFileSync(fileIn(dataDirectory), 'utf8')));
  } catch {
    return null;
  }
}

/** Replaces the mark whole: a crash leaves the old or the new one. */
export function writeDemoMark(dataDirectory: string, mark: DemoMark): void {
  const file = fileIn(dataDirectory);
  writeFileSync(`${file}.new`, JSON.stringify(mark), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

export const removeDemoMark = (dataDirectory: string): void => rmSync(fileIn(dataDirectory), { force: true });
