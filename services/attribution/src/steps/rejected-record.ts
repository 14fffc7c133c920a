import { encodeRejected, NO_WEBHOOK } from '@throughline/events';
import type { NewRecord } from '@throughline/event-log';
import type { RecordedEvent, Undecodable } from './decode-batch.ts';

/** Where what names no workspace and no source is listed. */
const UNNAMED = { workspace: 'main', source: 'events' };

/** A record of topic `events` that no fact can be made of; `event` where it could be decoded. */
type Refused = Undecodable & { readonly event?: RecordedEvent['event'] };

/**
 * A rejected event with the record's own bytes, to be read again by a later release or under other settings. One that
 * was decoded stands under its own workspace and source.
 */
export function rejectedRecord({ event, record, position, cause }: Refused): NewRecord {
  const { workspace, source } = event ?? UNNAMED;
  const value = encodeRejected({
    ...NO_WEBHOOK,
    workspace,
    source,
    reason: event === undefined ? 'undecodable_event' : 'unprojectable_event',
    detail: cause,
    receivedAt: event?.receivedAt ?? record.appendedAt,
    event: position,
    bytes: Buffer.from(record.value).toString('base64'),
  });
  return { key: record.key, value };
}
