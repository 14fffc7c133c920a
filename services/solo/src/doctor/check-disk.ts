import { findingsOf, type Finding } from './finding.ts';

const MB = 1_048_576;
/** Below it a rebuild, which makes a second warehouse beside the first, may not find its room. */
const COMFORTABLE_MB = 2_048;
const LEAST_MB = 512;
const { ok, warning, problem } = findingsOf('disk');

/** @param freeBytes that the owner of the data directory may still write */
export function checkDisk(freeBytes: number): Finding {
  const freeMb = Math.floor(freeBytes / MB);
  if (freeMb < LEAST_MB) return problem(`${freeMb} MB free: make room, or doors will answer 503`);
  if (freeMb < COMFORTABLE_MB) return warning(`${freeMb} MB free: a rebuild may need more`);
  return ok(`${freeMb} MB free`);
}
