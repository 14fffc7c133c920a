import { schemaNamed, type OpenApiPart } from '@throughline/runtime';
import { COST_ROW_SCHEMA, EVENT_SCHEMAS } from '../types/schemas.ts';
import { POST_COSTS, POST_EVENTS } from './door-operations.ts';
import { GET_EVENT, GET_EVENTS, LIVE_EVENT } from './get-events-operation.ts';

/** `VisitEvent` for `visit`, and so on. */
const EVENTS = Object.fromEntries(
  Object.entries(EVENT_SCHEMAS).map(([type, schema]) => [
    `${type.charAt(0).toUpperCase()}${type.slice(1)}Event`,
    schema,
  ]),
);

/** The routes of this service for the OpenAPI document; the schemas come from the tables that also read the events. */
export const INGEST_WEB_PART: OpenApiPart = {
  paths: {
    '/v1/events': { post: POST_EVENTS, get: GET_EVENTS },
    '/v1/events/{position}': { get: GET_EVENT },
    '/v1/costs': { post: POST_COSTS },
  },
  schemas: {
    Event: { oneOf: Object.keys(EVENTS).map(schemaNamed) },
    ...EVENTS,
    CostRow: COST_ROW_SCHEMA,
    LiveEvent: LIVE_EVENT,
  },
};
