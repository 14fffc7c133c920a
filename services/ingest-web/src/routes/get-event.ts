import { decodeEvent, TOPICS, unframeRawRecord, type Event, type RecordPosition } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import { accessOf, Problem, sendJson } from '@throughline/runtime';
import type { RequestHandler } from 'express';
import type { IngestWebDeps } from '../deps.ts';
import { presentEvent } from '../live/present-event.ts';
import { unavailable } from './post-statements.ts';

/**
 * `GET /v1/events/{partition}-{offset}`: the event at a position of the log, such as the evidence of a conversion names;
 * one of a webhook with the id of its request, by which the logs tell of it (absent when retention took the request).
 */
export function getEvent({ log }: IngestWebDeps): RequestHandler {
  return async (request, response) => {
    const { workspace } = accessOf(request);
    const [, partition, offset] = /^(\d{1,9})-(\d{1,15})$/.exec(String(request.params['position'])) ?? [];
    if (partition === undefined || offset === undefined) throw none();
    const position = { partition: Number(partition), offset: Number(offset) };
    const event = await eventAt(log, position).catch(unavailable);
    if (event?.workspace !== workspace) throw none();
    const requestId = event.raw === null ? '' : await requestIdAt(log, event.raw).catch(unavailable);
    const shown = { ...presentEvent(event, position), ...(requestId === '' ? {} : { request_id: requestId }) };
    sendJson(request, response, 200, JSON.stringify(shown), { 'Cache-Control': 'no-store' });
  };
}

/** The same whether there is none, or one of another workspace. */
const none = (): Problem => new Problem(404, 'event_unknown', 'There is no event at this position.');

async function recordAt(log: EventLog, topic: string, { partition, offset }: RecordPosition) {
  const isThere = offset < ((await log.endOffsets(topic))[partition] ?? 0);
  const [found] = isThere ? await log.read(topic, partition, offset, 1) : [];
  return found?.offset === offset ? found.value : null;
}

async function eventAt(log: EventLog, position: RecordPosition): Promise<Event | null> {
  const value = await recordAt(log, TOPICS.events, position);
  try {
    return value === null ? null : decodeEvent(value);
  } catch {
    // Another program wrote it: it is listed as rejected.
    return null;
  }
}

async function requestIdAt(log: EventLog, raw: RecordPosition): Promise<string> {
  const value = await recordAt(log, TOPICS.raw, raw);
  return (value === null ? null : unframeRawRecord(value))?.requestId ?? '';
}
