import { EVENT_TABLES } from '../reading/read-event.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { COST } from './sales.ts';

/** JSON schemas of the events of `POST /v1/events`, by type; for the OpenAPI document. */
export const EVENT_SCHEMAS: Readonly<Record<string, ReturnType<typeof jsonSchemaOf>>> = Object.fromEntries(
  EVENT_TABLES.map((table) => [table.type, jsonSchemaOf(table)]),
);

/** JSON schema of a row of `POST /v1/costs`. */
export const COST_ROW_SCHEMA = jsonSchemaOf(COST);
