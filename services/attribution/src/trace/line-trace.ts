import {
  decodeEvent,
  parseRejected,
  TOPICS,
  unframeRawRecord,
  type Event,
  type RecordPosition,
} from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import type { Logger } from '@throughline/runtime';
import type { EventBatch, Recorded, VersionedDue } from '../steps/steps.ts';

/** Tells the log what the line did with single events, each under the id of the request it came by. */
export interface LineTrace {
  recorded(batch: EventBatch, result: Recorded): Promise<void>;
  attributed(dues: readonly VersionedDue[]): void;
}

/**
 * At `warn` what could not be recorded; at `debug` every event, the candidates that are due because of its batch, and every
 * row that was written. An event does not carry the request's id but names the raw request that does, which is read from
 * the log, so `debug` costs a read for each webhook. (What came by no webhook has no id; its position finds it.)
 */
export function lineTrace(logger: Logger, log: EventLog): LineTrace {
  /** Absent when there is none, or when retention took the request. */
  async function requestOf(raw: RecordPosition | null): Promise<{ requestId?: string }> {
    if (raw === null) return {};
    const [found] = await log.read(TOPICS.raw, raw.partition, raw.offset, 1).catch(() => []);
    const requestId = found?.offset === raw.offset ? unframeRawRecord(found.value)?.requestId : undefined;
    return requestId === undefined || requestId === '' ? {} : { requestId };
  }

  async function refused({ refused }: Recorded): Promise<void> {
    for (const { value } of refused) {
      const record = parseRejected(value);
      if (record?.kind !== 'rejected') continue;
      const raw = decoded(Buffer.from(record.bytes, 'base64'))?.raw ?? null;
      const { source, reason, event } = record;
      logger.warn({ ...(await requestOf(raw)), source, reason, event, raw }, 'event rejected: it cannot be recorded');
    }
  }

  return {
    async recorded({ partition, records }, result) {
      await refused(result);
      if (!logger.isLevelEnabled('debug')) return;
      for (const { offset, value } of records) {
        const event = decoded(value);
        if (event === null) continue;
        const { type, id, source, raw } = event;
        const request = await requestOf(raw);
        logger.debug({ ...request, source, type, id, event: { partition, offset }, raw }, 'event recorded');
      }
      const [first, last] = [records[0]?.offset, records.at(-1)?.offset];
      const candidates = result.dues.map(({ candidate }) => candidate);
      logger.debug({ events: { partition, first, last }, candidates }, 'conversions due');
    },
    attributed(dues) {
      if (!logger.isLevelEnabled('debug')) return;
      for (const { workspace, candidate, version } of dues)
        logger.debug({ workspace, candidate, version: String(version) }, 'conversion written');
    },
  };
}

function decoded(value: Uint8Array): Event | null {
  try {
    return decodeEvent(value);
  } catch {
    return null;
  }
}
