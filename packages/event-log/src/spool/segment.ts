import { mkdirSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmbeddedLog } from '../embedded/create-embedded-log.ts';
import { syncDirectory } from '../embedded/sync-directory.ts';
import type { EventLog } from '../event-log.ts';

/** The one topic of a segment's log, and the group that reads it. */
export const TOPIC = 'spool';
export const GROUP = 'drain';

/** A part of a spool: a log of its own in a directory of its own, so that dropping it gives its room back. */
export interface Segment {
  /** Place of its first record; the directory's name. */
  readonly base: number;
  readonly log: EventLog;
  /** Bytes put in by this process. */
  bytes: number;
  /** Appends under way. */
  appending: number;
  /** Number of its records. */
  end: number;
  /** Nothing is put in any more. */
  sealed: boolean;
}

const DIGITS = 16;
const NAME = /^\d{16}$/;
const DONE = '.done';

const directoryOf = (path: string, base: number): string => join(path, String(base).padStart(DIGITS, '0'));

/** Opens a segment, or makes it. @throws as `createEmbeddedLog` */
export async function openSegment(path: string, base: number, now: () => number): Promise<Segment> {
  const directory = directoryOf(path, base);
  mkdirSync(directory, { recursive: true });
  syncDirectory(path);
  const log = await createEmbeddedLog({
    path: directory,
    topics: [{ name: TOPIC, partitions: 1, retentionMs: -1 }],
    now,
  });
  const [end = 0] = await log.endOffsets(TOPIC);
  return { base, log, bytes: 0, appending: 0, end, sealed: false };
}

/** Closes a segment and removes it: under another name first, so that a crash in between leaves no half of one. */
export async function removeSegment(path: string, { base, log }: Segment): Promise<void> {
  await log.close();
  const directory = directoryOf(path, base);
  await rename(directory, directory + DONE);
  await rm(directory + DONE, { recursive: true, force: true });
}

/** Bases of the segments there are, in order; what is left of removed ones is removed. */
export async function segmentsIn(path: string): Promise<number[]> {
  const names = readdirSync(path);
  for (const name of names.filter((name) => name.endsWith(DONE)))
    await rm(join(path, name), { recursive: true, force: true });
  return names
    .filter((name) => NAME.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Removes what is left of a segment that could not be made; it holds nothing. */
export async function removeStillborn(path: string, base: number): Promise<void> {
  await rm(directoryOf(path, base), { recursive: true, force: true }).catch(() => undefined);
}
