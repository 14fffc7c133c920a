import { Problem } from '@throughline/runtime';
import { isObject } from '../reading/json-object.ts';
import { readCost } from '../reading/read-cost.ts';
import { readEvent } from '../reading/read-event.ts';
import type { StatementForm } from './read-request.ts';

export const MOST_EVENTS = 1_000;
export const MOST_ROWS = 10_000;

/** `POST /v1/events`: `{"events":[...]}`, or one event. */
export const EVENTS_DOOR: StatementForm = {
  route: '/v1/events',
  read: readEvent,
  transcribed: MOST_EVENTS,
  statements(body) {
    if (isObject(body) && 'events' in body) return listOf(body['events'], '/events', MOST_EVENTS);
    if (isObject(body)) return [body];
    throw refused('', 'not_object', 'The body is {"events":[...]} or one event.');
  },
};

/** `POST /v1/costs`: `{"rows":[...]}`. */
export const COSTS_DOOR: StatementForm = {
  route: '/v1/costs',
  read: readCost,
  statements(body) {
    if (isObject(body)) return listOf(body['rows'], '/rows', MOST_ROWS);
    throw refused('', 'not_object', 'The body is {"rows":[...]}.');
  },
};

function listOf(value: unknown, pointer: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw refused(pointer, 'not_list', 'Must be a list.');
  if (value.length > most) throw refused(pointer, 'too_many', `May have at most ${most} items.`);
  return value;
}

function refused(pointer: string, code: string, detail: string): Problem {
  return new Problem(422, 'nothing_acceptable', 'Nothing in this request is acceptable.', [{ pointer, code, detail }]);
}
