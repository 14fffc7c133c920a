import { createHash } from 'node:crypto';
import type { RunParameters } from '@throughline/domain';

/**
 * Short name of a run: a hash of everything it fixes. The order of sources is left out: a new source has no facts yet
 * and changes nobody else's rank, so adding one needs no new run.
 */
export function runName(run: RunParameters): string {
  const { sources: _sources, ...fixed } = run;
  return createHash('sha256').update(JSON.stringify(fixed)).digest('hex').slice(0, 16);
}
