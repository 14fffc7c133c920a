import type { LogRecord } from '@throughline/event-log';
import type { EventBatch } from '../steps/steps.ts';

/** A batch laid out to be given to another thread: a few pieces of memory, however many records there are. */
export interface EventBatchCopy {
  readonly partition: number;
  readonly keys: readonly (string | null)[];
  readonly offsets: Float64Array<ArrayBuffer>;
  readonly appendedAt: Float64Array<ArrayBuffer>;
  /** Where each value ends; it begins where the one before ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly values: Uint8Array<ArrayBuffer>;
}

/** A copy, because a log's values lie in memory of its own. */
export function copyBatch({ partition, records }: EventBatch): EventBatchCopy {
  const count = records.length;
  const total = records.reduce((sum, { value }) => sum + value.length, 0);
  const copy = {
    partition,
    keys: records.map(({ key }) => key),
    offsets: new Float64Array(count),
    appendedAt: new Float64Array(count),
    ends: new Uint32Array(count),
    values: new Uint8Array(total),
  };
  let end = 0;
  for (const [index, { offset, appendedAt, value }] of records.entries()) {
    copy.values.set(value, end);
    end += value.length;
    copy.offsets[index] = offset;
    copy.appendedAt[index] = appendedAt;
    copy.ends[index] = end;
  }
  return copy;
}

/** What is given away with a copy, instead of being copied once more. */
export const memoryOf = ({ offsets, appendedAt, ends, values }: EventBatchCopy): ArrayBuffer[] => [
  offsets.buffer,
  appendedAt.buffer,
  ends.buffer,
  values.buffer,
];

/** The batch again; values are views of the copy. */
export function batchOf({ partition, keys, offsets, appendedAt, ends, values }: EventBatchCopy): EventBatch {
  let start = 0;
  const records = keys.map((key, index): LogRecord => {
    const end = ends[index] ?? start;
    const value = values.subarray(start, end);
    start = end;
    return { key, value, offset: offsets[index] ?? 0, appendedAt: appendedAt[index] ?? 0 };
  });
  return { partition, records };
}
