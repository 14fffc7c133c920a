import { decodePosition, TOPICS } from '@throughline/events';
import { accessOf, Problem, queryOf, sendJson } from '@throughline/runtime';
import type { RequestHandler } from 'express';
import { readLive, type LiveFrom, type LivePage } from '../live/read-live.ts';
import type { IngestWebDeps } from '../deps.ts';
import { EVENT_TABLES } from '../reading/read-event.ts';
import { badParameter } from '../reading/bad-parameter.ts';
import { unavailable } from './post-statements.ts';

/** Events of one answer. */
export const LIVE_LIMIT = { most: 1_000, usual: 100 } as const;
/** Types the feed shows. */
export const LIVE_TYPES: readonly string[] = [...EVENT_TABLES.map((table) => table.type), 'cost'];

const PARAMETERS: ReadonlySet<string> = new Set(['workspace', 'source', 'type', 'after', 'before', 'limit']);

/**
 * `GET /v1/events?source=&type=&after=&before=&limit=`: the live feed, newest last. An answer is bounded in what it
 * holds and in what is read for it: `more` says whether it stopped short, `position` and `earlier` where to go on.
 */
export function getEvents({ log, workspace }: IngestWebDeps): RequestHandler {
  return async (request, response) => {
    const query = queryOf(request);
    for (const name of query.keys()) if (!PARAMETERS.has(name)) throw unknown(name);
    const asked = accessOf(request).workspace;
    if ((await workspace(asked)) === null) {
      throw new Problem(404, 'workspace_unknown', `There is no workspace '${asked}'.`);
    }
    const page = await readLive(log, {
      workspace: asked,
      source: query.get('source') || null,
      type: typeOf(query.get('type')),
      from: fromOf(query),
      limit: limitOf(query.get('limit')),
    }).catch(unavailable);
    sendJson(request, response, 200, jsonOf(page), { 'Cache-Control': 'no-store' });
  };
}

const unknown = (name: string): Problem =>
  badParameter(name.slice(0, 100), `There are: ${[...PARAMETERS].join(', ')}.`, 'unknown_parameter');

function typeOf(text: string | null): string | null {
  if (text === null || text === '') return null;
  if (!LIVE_TYPES.includes(text)) throw badParameter('type', `Must be one of: ${LIVE_TYPES.join(', ')}.`);
  return text;
}

function fromOf(query: URLSearchParams): LiveFrom {
  const [after, before] = [offsetsOf('after', query), offsetsOf('before', query)];
  if (after !== null && before !== null) throw badParameter('before', "Not together with 'after'.");
  if (after !== null) return { kind: 'after', offsets: after };
  return before === null ? { kind: 'newest' } : { kind: 'before', offsets: before };
}

function offsetsOf(name: string, query: URLSearchParams): readonly number[] | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  const offsets = decodePosition(text)?.[TOPICS.events];
  if (offsets === undefined) throw badParameter(name, 'Must be a position that an answer gave.');
  return offsets;
}

/** The events are JSON already: making it once is enough for megabytes. */
function jsonOf({ events, position, more, earlier }: LivePage): string {
  const rest = JSON.stringify({ position, more, ...(earlier === null ? {} : { earlier }) });
  return `{"events":[${events.join(',')}],${rest.slice(1)}`;
}

function limitOf(text: string | null): number {
  if (text === null || text === '') return LIVE_LIMIT.usual;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIVE_LIMIT.most)
    throw badParameter('limit', `Must be a whole number from 1 to ${LIVE_LIMIT.most}.`);
  return limit;
}
