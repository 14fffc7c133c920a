import { schemaNamed, type OpenApiPart } from '@throughline/runtime';
import { COST_ROW_SCHEMA, EVENT_SCHEMAS } from '../types/schemas.ts';
import { CLAIM, GET_PIXEL, GET_TRACKER, POST_COLLECT, PREFLIGHT } from './collect-operations.ts';
import { POST_COSTS, POST_EVENTS } from './door-operations.ts';
import { GET_EVENT, GET_EVENTS, LIVE_EVENT } from './get-events-operation.ts';
import { COST_FILE, IMPORT_COSTS } from './import-costs-operation.ts';
import { CHANGE_SITE, CREATE_SITE, LIST_SITES, SITE } from './site-operations.ts';

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
    '/v1/costs/import': { post: IMPORT_COSTS },
    '/t.js': { get: GET_TRACKER },
    '/v1/collect': { post: POST_COLLECT, options: PREFLIGHT },
    '/v1/collect.gif': { get: GET_PIXEL },
    '/v1/sites': { post: CREATE_SITE, get: LIST_SITES },
    '/v1/sites/{id}': { patch: CHANGE_SITE },
  },
  schemas: {
    Event: { oneOf: Object.keys(EVENTS).map(schemaNamed) },
    ...EVENTS,
    CostRow: COST_ROW_SCHEMA,
    CostFile: COST_FILE,
    LiveEvent: LIVE_EVENT,
    Claim: CLAIM,
    Site: SITE,
  },
};
