import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { SoloConfig } from '../config.ts';
import { openDataDirectory } from '../data-directory/data-directory.ts';
import { readDemoMark, writeDemoMark, type DemoMark } from './demo-mark.ts';
import { yesterday } from './story/story-period.ts';

/** A mark for a play that has not begun: its days end the day before `now` (epoch milliseconds). */
export const newDemoMark = (days: number, timeZone: string, now: number): DemoMark => ({
  lastDay: yesterday(now, timeZone),
  days,
  timeZone,
  token: randomBytes(24).toString('base64url'),
  isPlayed: false,
});

/**
 * Claims the data directory for the demo, before anything is started on it: by the mark of a former demo, or by a new
 * one where there is no log yet. Null when there is one that the demo did not make.
 * @throws StartError when the directory cannot be made or written
 */
export function claimDirectory(config: SoloConfig, days: number, now: number): DemoMark | null {
  const { path, log } = openDataDirectory(config.DATA_DIR, config.MASTER_KEY);
  if (existsSync(log)) return readDemoMark(path);
  const mark = newDemoMark(days, config.TIMEZONE, now);
  writeDemoMark(path, mark);
  return mark;
}
