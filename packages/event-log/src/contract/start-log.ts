import type { EventLog, TopicConfig } from '../event-log.ts';

/** What an adapter gives the suite. */
export interface LogHarness {
  readonly log: EventLog;
  /** Ends the log and opens another on the same data, as a process that starts again does. */
  reopen(): Promise<EventLog>;
  /** Closes whatever is open and deletes the data; a second call does nothing. */
  dispose(): Promise<void>;
}
export type MakeLog = (topics: readonly TopicConfig[]) => Promise<LogHarness>;

/** A log of its own for one case, with one topic of so many partitions; disposed of after the case at the latest. */
export type StartLog = (
  partitions: number,
) => Promise<{ readonly harness: LogHarness; readonly log: EventLog; readonly topic: string }>;
