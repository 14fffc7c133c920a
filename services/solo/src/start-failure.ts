import { LogCorruptedError, LogLockedError, LogUnavailableError, TopicConfigError } from '@throughline/event-log';
import { UnreadableSettingError, WrongMasterKeyError } from '@throughline/settings';
import { WarehouseLockedError } from '@throughline/warehouse';
import { StartError } from './start-error.ts';

/** Why a start failed and what to do, in one line; null when nobody expected it (then its stack is what helps). */
export function startFailure(error: unknown, dataDirectory: string): StartError | null {
  if (error instanceof StartError) return error;
  if (error instanceof LogLockedError) {
    return new StartError('in_use', `${error.message}: stop it, or choose another directory with THROUGHLINE_DATA_DIR`);
  }
  if (error instanceof WarehouseLockedError) return new StartError('in_use', error.message);
  if (error instanceof WrongMasterKeyError) {
    return new StartError('master_key', `${error.message} (THROUGHLINE_MASTER_KEY or ${dataDirectory}/master.key)`);
  }
  if (error instanceof LogCorruptedError) {
    return new StartError(
      'log_corrupted',
      `the log in ${dataDirectory} is damaged (${error.message}): restore it from a backup`,
    );
  }
  if (error instanceof TopicConfigError || error instanceof UnreadableSettingError) {
    return new StartError(
      error.code,
      `${error.message}: ${dataDirectory} was written by a newer release, start that one`,
    );
  }
  const code = fileErrorCode(error);
  if (code === null && error instanceof LogUnavailableError) {
    return new StartError(
      'log_unavailable',
      `the log in ${dataDirectory} cannot be opened (${error.message}): restore it from a backup`,
    );
  }
  if (code === null) return null;
  return new StartError(
    'data_directory',
    `cannot write to the data directory ${dataDirectory} (${code}): ${ADVICE[code] ?? OTHERWISE}`,
  );
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'make room on its disk, or choose another with THROUGHLINE_DATA_DIR',
  EDQUOT: 'make room on its disk, or choose another with THROUGHLINE_DATA_DIR',
};
const OTHERWISE = 'choose another with THROUGHLINE_DATA_DIR or fix its owner';

/** What the system said: a code of node's, or the text of one in what LMDB says. Looks into causes. */
function fileErrorCode(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, message } = at as NodeJS.ErrnoException;
    if (code !== undefined && FILE_CODES.has(code)) return code;
    const said = LMDB_SAYS.find(([pattern]) => pattern.test(message));
    if (said !== undefined) return said[1];
  }
  return null;
}

const FILE_CODES: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'ENOENT',
  'EIO',
]);

const LMDB_SAYS: readonly (readonly [RegExp, string])[] = [
  [/permission denied/i, 'EACCES'],
  [/read-only file system/i, 'EROFS'],
  [/no space left/i, 'ENOSPC'],
  [/quota exceeded/i, 'EDQUOT'],
  [/not a directory/i, 'ENOTDIR'],
];
