import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findingsOf, type Finding } from './finding.ts';

const { ok, problem } = findingsOf('master key');

/**
 * Is the key there that provider secrets are sealed with, and is it nobody else's? Whether it is the right one shows
 * when the settings are read.
 * @param configured the key that the configuration gives; then the file is not used
 */
export function checkMasterKey(dataDirectory: string, configured: string | undefined): Finding {
  if (configured !== undefined) return ok('given by THROUGHLINE_MASTER_KEY');
  const file = join(dataDirectory, 'master.key');
  if (!existsSync(file)) {
    return problem(`${file} is gone: put your copy back, provider secrets in the log are sealed with it`);
  }
  const isShared = (statSync(file).mode & 0o077) !== 0;
  return isShared ? problem(`others may read ${file}: chmod 600 it`) : ok('readable by its owner only');
}
