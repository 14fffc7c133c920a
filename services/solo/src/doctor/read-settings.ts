import { LogUnavailableError, type EventLog } from '@throughline/event-log';
import { openSettings, WrongMasterKeyError, type SettingsStore } from '@throughline/settings';
import { StartError } from '../start-error.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning, problem } = findingsOf('settings');

/**
 * Can the settings be read, and did nobody else write among them?
 * @param masterKey of the installation; what it throws is told
 */
export async function readSettings(
  log: Pick<EventLog, 'read' | 'endOffsets'>,
  masterKey: () => Uint8Array,
): Promise<{ readonly settings: SettingsStore | null; readonly finding: Finding }> {
  const foreign: number[] = [];
  try {
    const readOnly = { ...log, append: () => Promise.reject(new Error('only read here')) };
    const settings = await openSettings(readOnly, masterKey(), { onForeign: (offset) => void foreign.push(offset) });
    settings.stop();
    const version = `version ${settings.state().version}`;
    return { settings, finding: foreign.length === 0 ? ok(version) : warning(`${version}; ${told(foreign)}`) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const isTold = [WrongMasterKeyError, StartError, LogUnavailableError].some((type) => error instanceof type);
    const advice = isTold ? '' : ': restore the log';
    return { settings: null, finding: problem(said + advice) };
  }
}

const told = (offsets: readonly number[]): string =>
  `${offsets.length} records of the topic are none of ours, the first at ${offsets[0] ?? 0}: stop the program that writes them`;
