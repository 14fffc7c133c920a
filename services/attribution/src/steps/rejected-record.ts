import type { NewRecord } from '@throughline/event-log';
import type { Undecodable } from './decode-batch.ts';

/** A record that is no event of ours, as a rejected event: kept with its bytes, to be read again by a later release. */
export const rejectedRecord = ({ record, position, cause }: Undecodable): NewRecord => ({
  key: record.key,
  value: Buffer.from(
    JSON.stringify({
      workspace: 'main',
      source: 'events',
      reason: 'unreadable_record',
      detail: cause,
      receivedAt: record.appendedAt,
      raw: null,
      bytes: Buffer.from(record.value).toString('base64'),
      headers: {},
      position,
    }),
  ),
});
