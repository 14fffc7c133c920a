/** For each topic the offset after the last record meant, by partition; 0 = nothing meant there. */
export type LogPosition = Readonly<Record<string, readonly number[]>>;

/** The opaque text of a position (base64url of its JSON), as `/v1/events` answers it and `min_position` takes it. */
export function encodePosition(position: LogPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The position of an opaque text; null when the text is none. */
export function decodePosition(text: string): LogPosition | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const entries = Object.entries(parsed);
  return entries.every(([, offsets]) => isOffsets(offsets)) ? Object.fromEntries(entries) : null;
}

/** The position just after the given records of one topic. */
export function positionAfter(topic: string, records: readonly { partition: number; offset: number }[]): LogPosition {
  const offsets: number[] = [];
  for (const { partition, offset } of records) {
    while (offsets.length <= partition) offsets.push(0);
    if (offset + 1 > (offsets[partition] ?? 0)) offsets[partition] = offset + 1;
  }
  return { [topic]: offsets };
}

function isOffsets(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((offset) => Number.isSafeInteger(offset) && offset >= 0);
}
