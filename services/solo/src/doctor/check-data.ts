import { existsSync, statfsSync } from 'node:fs';
import { LogUnavailableError, openLogReader, TopicConfigError, type LogReader } from '@throughline/event-log';
import { pinRules } from '@throughline/settings';
import type { SoloConfig } from '../config.ts';
import { openDataDirectory, type DataDirectory } from '../data-directory/data-directory.ts';
import { isOfPresentRun } from '../rebuild/run-of-all.ts';
import { SOLO_TOPICS } from '../solo-topics.ts';
import { StartError } from '../start-error.ts';
import { checkDisk } from './check-disk.ts';
import { checkLog } from './check-log.ts';
import { checkMasterKey } from './check-master-key.ts';
import { checkWarehouse, type WarehouseSight } from './check-warehouse.ts';
import { findingsOf, type Finding } from './finding.ts';
import { readSettings } from './read-settings.ts';

/**
 * Looks into a data directory: the disk, the key, the log, the settings, the warehouse. Writes nothing; an instance may
 * be running on it.
 */
export async function checkData(config: SoloConfig, isRunning: boolean): Promise<Finding[]> {
  const { DATA_DIR: path, MASTER_KEY: configuredKey } = config;
  if (!existsSync(path)) return [findingsOf('data directory').ok(`${path} will be made at the first start`)];
  let directory: DataDirectory;
  try {
    directory = openDataDirectory(path, configuredKey);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return [findingsOf('data directory').problem(error.message)];
  }
  const { bavail, bsize } = statfsSync(path);
  const disk = checkDisk(bavail * bsize);
  if (!existsSync(directory.log)) return [disk, findingsOf('log').ok('none yet: the first start makes it')];

  const masterKey = checkMasterKey(path, configuredKey);
  const log = openLog(directory);
  if ('check' in log) return [disk, masterKey, log];
  try {
    const logFindings = await checkLog(log, SOLO_TOPICS);
    const settings = await readRun(log, directory, masterKey.state !== 'ok');
    const hasEvents = ((await log.endOffsets('events'))[0] ?? 0) > 0;
    const warehouse = await checkWarehouse({
      directory,
      isOfPresentRun: settings.isOfPresentRun,
      hasEvents,
      isRunning,
    });
    return [disk, masterKey, ...logFindings, ...settings.findings, ...warehouse];
  } finally {
    await log.close();
  }
}

function openLog({ log }: DataDirectory): LogReader | Finding {
  try {
    return openLogReader(log, SOLO_TOPICS);
  } catch (error) {
    const { problem } = findingsOf('log');
    if (error instanceof TopicConfigError)
      return problem(`${error.message}: written by a newer release, start that one`);
    if (error instanceof LogUnavailableError) return problem(`${error.message}: restore it from a backup`);
    return problem(`it cannot be opened (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Whether a warehouse is of the run that settings and code ask for. A missing key is told already, and none is made here. */
async function readRun(
  log: LogReader,
  directory: DataDirectory,
  isKeyMissing: boolean,
): Promise<{ isOfPresentRun: WarehouseSight['isOfPresentRun']; findings: Finding[] }> {
  if (isKeyMissing) return { isOfPresentRun: null, findings: [] };
  const { settings, finding } = await readSettings(log, () => directory.masterKey());
  if (settings === null) return { isOfPresentRun: null, findings: [finding] };
  const isOfPresent: WarehouseSight['isOfPresentRun'] = async (current) => {
    const built = await settings.stateAt(current.settings ?? settings.state().version);
    return isOfPresentRun(current.run, pinRules(settings, built), settings.state());
  };
  return { isOfPresentRun: isOfPresent, findings: [finding] };
}
