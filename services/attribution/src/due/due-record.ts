import type { NodeId } from '@throughline/domain';

/** One candidate (enquiry or deal node) of a workspace that must be attributed again. */
export interface Due {
  readonly workspace: string;
  readonly candidate: NodeId;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Key of a due in its topic: one candidate always goes to one partition, so that it has one writer at a time. */
export const dueKey = (due: Due): string => `${due.workspace}\n${due.candidate}`;

export const encodeDue = (due: Due): Uint8Array => encoder.encode(dueKey(due));

/** `null` for a record that is not a due (another program wrote it): skipped, it names no candidate. */
export function decodeDue(value: Uint8Array): Due | null {
  const text = decoder.decode(value);
  const end = text.indexOf('\n');
  const candidate = text.slice(end + 1);
  if (end <= 0 || !/^[de]:./.test(candidate)) return null;
  return { workspace: text.slice(0, end), candidate: candidate as NodeId };
}
