import { partitionKey, writeEvent, type Event } from '@throughline/events';
import { RecordPacker, type PackedRecords } from '@throughline/event-log';

/** Shared by all requests: each takes what it packed and appends it before anything else runs. */
const packer = new RecordPacker();

/** Events as records of their topic: a view that the next call writes over. */
export function packEvents(events: readonly Event[]): PackedRecords {
  packer.begin();
  for (const event of events) packer.add(partitionKey(event), event, writeEvent);
  return packer.take();
}
