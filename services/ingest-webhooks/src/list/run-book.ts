import { TOPICS, type ListedFor } from '@throughline/events';
import { readPages, type EventLog } from '@throughline/event-log';
import { encodeListRun, isActive, lineOfRun, parseListRun, type ListRun } from './list-run.ts';

/** The last known state of every source's runs: a fold of topic `list-runs`, which has one partition. */
export interface RunBook {
  /** Reads what was written before the call, by any process. */
  refresh(): Promise<void>;
  /** The present run of a kind, or the last one; null when none is known. */
  of(source: string, kind: ListedFor): ListRun | null;
  active(): readonly ListRun[];
  /** Writes a state, and reads what others wrote. @throws LogUnavailableError */
  write(run: ListRun): Promise<void>;
}

export function createRunBook(eventLog: Pick<EventLog, 'append' | 'read' | 'endOffsets'>): RunBook {
  const lines = new Map<string, ListRun>();
  let next = 0;
  let reading: Promise<void> = Promise.resolve();

  /** What has ended stays so, and one run at a time: whoever was later by an instant is passed over. */
  function fold(run: ListRun): void {
    const line = lineOfRun(run);
    const known = lines.get(line);
    if (known !== undefined && (isActive(known) ? known.run !== run.run : known.run === run.run)) return;
    lines.set(line, run);
  }

  async function readOn(): Promise<void> {
    const [end = 0] = await eventLog.endOffsets(TOPICS.listRuns);
    if (end <= next) return;
    for await (const page of readPages(eventLog, TOPICS.listRuns, 0, { from: next, end })) {
      for (const record of page) {
        const run = parseListRun(record.value);
        if (run !== null) fold(run);
        next = record.offset + 1;
      }
    }
    next = Math.max(next, end);
  }

  function refresh(): Promise<void> {
    reading = reading.catch(() => undefined).then(readOn);
    return reading;
  }

  return {
    refresh,
    of: (source, kind) => lines.get(lineOfRun({ source, kind })) ?? null,
    active: () => [...lines.values()].filter(isActive),
    async write(run) {
      await eventLog.append(TOPICS.listRuns, [encodeListRun(run)]);
      await refresh();
    },
  };
}
