import { decodeEvent, type Event } from '@throughline/events';
import { replayRejected, type NormalisePhone, type WorkspaceView } from '@throughline/ingest-web';
import type { RejectedRecord } from '@throughline/ingest-webhooks';

interface ReplayDeps {
  readonly workspace: (id: string) => WorkspaceView | null;
  readonly normalisePhone: NormalisePhone;
}

/**
 * Reads again what other doors than the webhooks' rejected: events of `/v1/events` and `/v1/costs`, and records of the
 * log that an older release could not decode. Null when it still is no event.
 */
export const replayOther =
  ({ workspace, normalisePhone }: ReplayDeps) =>
  (record: RejectedRecord): Event | null => {
    // Reasons of other doors are their own; the type names those of the webhooks.
    if ((record.reason as string) === 'undecodable_event') return decoded(record);
    const view = workspace(record.workspace);
    if (view === null || record.source !== 'api') return null;
    const read = replayRejected(record, view, normalisePhone);
    return read.kind === 'accepted' ? read.event : null;
  };

function decoded({ bytes }: RejectedRecord): Event | null {
  try {
    return decodeEvent(Buffer.from(bytes, 'base64'));
  } catch {
    return null;
  }
}
