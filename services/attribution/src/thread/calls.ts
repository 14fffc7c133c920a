import type { MessagePort } from 'node:worker_threads';
import type { Sent } from '@throughline/warehouse';
import type { LineSettings } from '../settings/line-settings.ts';
import type { Recorded, VersionedDue } from '../steps/steps.ts';
import type { EventBatchCopy } from './event-batch-copy.ts';

/** What the thread of the steps is begun with. */
export interface ThreadData {
  /** Over which the warehouse is lent. */
  readonly warehouse: MessagePort;
  readonly settings: LineSettings;
}

/** What the thread of the steps does. `settings` come with the first call after they changed. */
export interface StepCalls {
  record(batch: EventBatchCopy, settings: LineSettings | null, call: number): Promise<Sent<Recorded>>;
  load(batch: EventBatchCopy, settings: LineSettings | null): Promise<Sent<void>>;
  attribute(dues: readonly VersionedDue[], settings: LineSettings | null, call: number): Promise<Sent<void>>;
}

/** What it asks of the thread that has the log. */
export interface LineCalls {
  /** The work of a call goes on. */
  between(call: number): Promise<Sent<void>>;
  refreshSettings(): Promise<Sent<LineSettings>>;
}
