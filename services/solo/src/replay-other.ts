import { createProjector, lineSettings, type Projector } from '@throughline/attribution';
import { decodeEvent, type Event, type RejectedRecord } from '@throughline/events';
import { replayRejected } from '@throughline/ingest-web';
import { normalisePhone, RULES_HASH } from '@throughline/lookups';
import type { SettingsStore } from '@throughline/settings';
import { workspaceOfDoor } from './settings-views.ts';

/**
 * Reads again what others than the webhooks' door rejected: events of `/v1/events` and `/v1/costs`, and records of the
 * log that could not be decoded, or of which no fact could be made. Null when it still is no event that counts.
 */
export function replayOther(settings: SettingsStore): (record: RejectedRecord) => Promise<Event | null> {
  const projector = createProjector(lineSettings(settings, RULES_HASH));
  return async (record) => {
    if (record.reason === 'undecodable_event' || record.reason === 'unprojectable_event') {
      return ofLog(record, projector);
    }
    const view = workspaceOfDoor(settings, record.workspace);
    if (view === null || record.source !== 'api') return null;
    const read = replayRejected(record, view, normalisePhone);
    return read.kind === 'accepted' ? read.event : null;
  };
}

/** Only what the line can use now goes back to it: the rest would come straight back as rejected. */
async function ofLog({ bytes, receivedAt }: RejectedRecord, projector: Projector): Promise<Event | null> {
  try {
    const event = decodeEvent(Buffer.from(bytes, 'base64'));
    await projector.project({ event, knownAt: receivedAt });
    return event;
  } catch {
    return null;
  }
}
