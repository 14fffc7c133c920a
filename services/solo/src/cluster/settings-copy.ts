import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOPICS } from '@throughline/events';
import { createEmbeddedLog, type EventLog, type LogRecord } from '@throughline/event-log';
import { clusterTopics } from './cluster-topics.ts';

type SettingsLog = Pick<EventLog, 'append' | 'read' | 'endOffsets'>;

/** Topic `settings` as a process reads it that begins without the brokers. */
export interface CopiedSettings extends SettingsLog {
  close(): Promise<void>;
}

/** So long the brokers are waited for, so that a start beside them begins with what they have now. */
const FIRST_LOOK_MS = 2_000;
const TOPIC = TOPICS.settings;

/**
 * Reads the settings through a copy on this machine's disk, record for record as the brokers have them (secrets sealed): what
 * was read once is there at a start that finds no brokers, and the rest follows when they come. A copy of other settings,
 * as of brokers that were made anew, is thrown away when the brokers answer at the start; when they come later, reading
 * fails and says so.
 * @param path a directory of its own
 * @throws LogUnavailableError there is no copy yet and the brokers do not answer; LogLockedError
 */
export async function copySettings(remote: SettingsLog, path: string, now: () => number): Promise<CopiedSettings> {
  const topics = clusterTopics().filter(({ name }) => name === TOPIC);
  const openCopy = () => createEmbeddedLog({ path, topics, now });
  const endOf = async (log: SettingsLog): Promise<number> => (await log.endOffsets(TOPIC))[0] ?? 0;
  let copy = await openCopy();
  let end = await endOf(copy);
  let isChecked = end === 0;

  /** Whether the brokers have what the copy has. */
  async function isSame(): Promise<boolean> {
    if ((await endOf(remote)) < end) return false;
    const [theirs] = await remote.read(TOPIC, 0, end - 1, 1);
    const [ours] = await copy.read(TOPIC, 0, end - 1, 1);
    return theirs !== undefined && ours !== undefined && Buffer.compare(theirs.value, ours.value) === 0;
  }

  async function check(): Promise<void> {
    isChecked ||= await isSame();
    if (isChecked) return;
    throw new Error(`${path} is a copy of other settings than the brokers have: start this process again`);
  }

  /** What cannot be kept now, on a full disk, is read from the brokers again at the next start. */
  async function keep(records: readonly LogRecord[]): Promise<void> {
    const [first] = records;
    if (first?.offset !== end) return;
    await copy.append(TOPIC, records);
    end += records.length;
  }

  if (!isChecked) {
    const found = await Promise.race([isSame().catch(() => null), sleep(FIRST_LOOK_MS, null, { ref: false })]);
    if (found === false) {
      await copy.close();
      await rm(path, { recursive: true, force: true });
      copy = await openCopy();
      end = 0;
    }
    isChecked = found !== null;
  }
  let isFirst = !isChecked;

  return {
    append: (topic, records) => remote.append(topic, records),
    async endOffsets(topic) {
      // What the copy has is enough to begin with.
      if (isFirst) {
        isFirst = false;
        return [end];
      }
      await check();
      return remote.endOffsets(topic);
    },
    async read(topic, partition, from, limit) {
      if (from < end) return copy.read(topic, partition, from, limit);
      const records = await remote.read(topic, partition, from, limit);
      await keep(records).catch(() => undefined);
      return records;
    },
    close: () => copy.close(),
  };
}
