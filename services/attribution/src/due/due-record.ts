import type { NodeId } from '@throughline/domain';

/** One candidate (enquiry or deal node) of a workspace that must be attributed again. */
export interface Due {
  readonly workspace: string;
  readonly candidate: NodeId;
  /**
   * The epoch in which it was spread over the partitions. It stands in the record, because whoever reads it may not have
   * heard of that epoch yet, and its row would lose to rows of the epoch before.
   */
  readonly epoch: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Key of a due in its topic: one candidate always goes to one partition, so that it has one writer at a time. */
export const dueKey = ({ workspace, candidate }: Pick<Due, 'workspace' | 'candidate'>): string =>
  `${workspace}\n${candidate}`;

/** `@<epoch>`, workspace and candidate, a line each; the first epoch is left out. */
export const encodeDue = (due: Due): Uint8Array =>
  encoder.encode(due.epoch === 0 ? dueKey(due) : `@${due.epoch}\n${dueKey(due)}`);

/** `null` for a record that is not a due (another program wrote it): skipped, it names no candidate. */
export function decodeDue(value: Uint8Array): Due | null {
  const text = decoder.decode(value);
  const [prefix = '', stated = '0'] = /^@(\d{1,15})\n/.exec(text) ?? [];
  const rest = text.slice(prefix.length);
  const end = rest.indexOf('\n');
  const candidate = rest.slice(end + 1);
  if (end <= 0 || !/^[de]:./.test(candidate)) return null;
  return { workspace: rest.slice(0, end), candidate: candidate as NodeId, epoch: Number(stated) };
}
