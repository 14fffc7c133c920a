import {
  jsonAnswer,
  KEY_REFUSALS,
  needsKey,
  refusals,
  schemaNamed,
  WORKSPACE_PARAMETER,
  type JsonSchema,
  type OpenApiOperation,
} from '@throughline/runtime';
import { LIVE_LIMIT, LIVE_TYPES } from '../routes/get-events.ts';

const text = { type: 'string' };
const instant = { type: 'string', format: 'date-time' };
const place = {
  type: 'object',
  required: ['topic', 'partition', 'offset'],
  properties: { topic: text, partition: { type: 'integer' }, offset: { type: 'integer' } },
};

/** An event of the live feed: what `presentEvent` makes. */
export const LIVE_EVENT: JsonSchema = {
  type: 'object',
  description:
    'The shape of `POST /v1/events` or of a cost row (its ad source as `ad_source`), times in UTC, phones in E.164.',
  required: ['type', 'id', 'at', 'source', 'received_at', 'position'],
  properties: {
    type: { enum: LIVE_TYPES },
    id: text,
    at: instant,
    source: text,
    received_at: instant,
    position: place,
    raw_position: place,
    request_id: { type: 'string', description: 'By which the request is found in the logs' },
    filled: { type: 'array', items: text, description: 'What the door filled in' },
    extra: { type: 'object', description: 'What was sent beside the known members; `listed`: read from a list API' },
  },
  additionalProperties: true,
};

/** `GET /v1/events`. */
export const GET_EVENTS: OpenApiOperation = {
  tags: ['Ingest'],
  summary: 'Live events, newest last',
  security: needsKey('read'),
  parameters: [
    WORKSPACE_PARAMETER,
    { name: 'source', in: 'query', description: 'Only of this source', schema: text },
    { name: 'type', in: 'query', description: 'Only of this type', schema: { enum: LIVE_TYPES } },
    {
      name: 'after',
      in: 'query',
      description: '`position` of an answer: what was appended after it',
      schema: text,
    },
    {
      name: 'before',
      in: 'query',
      description: '`earlier` of an answer: the page before it; not together with `after`',
      schema: text,
    },
    {
      name: 'limit',
      in: 'query',
      description: 'Most events of one answer',
      schema: { type: 'integer', minimum: 1, maximum: LIVE_LIMIT.most, default: LIVE_LIMIT.usual },
    },
  ],
  responses: {
    '200': jsonAnswer('Events, and where to go on', {
      type: 'object',
      required: ['events', 'position', 'more'],
      properties: {
        events: { type: 'array', items: schemaNamed('LiveEvent') },
        position: { type: 'string', description: '`after` of what follows' },
        more: { type: 'boolean', description: 'The answer stopped short of the end' },
        earlier: { type: 'string', description: '`before` of the page before; absent where there is none' },
      },
    }),
    ...KEY_REFUSALS,
    ...refusals({ '400': 'A bad parameter', '503': 'The log cannot be read now; try again' }),
  },
};

/** `GET /v1/events/{position}`. */
export const GET_EVENT: OpenApiOperation = {
  tags: ['Ingest'],
  summary: 'The event at a position of the log, with the id of its request',
  security: needsKey('read'),
  parameters: [
    WORKSPACE_PARAMETER,
    {
      name: 'position',
      in: 'path',
      required: true,
      description: '`<partition>-<offset>`, as the evidence of a conversion names it',
      schema: text,
    },
  ],
  responses: {
    '200': jsonAnswer('The event', schemaNamed('LiveEvent')),
    ...KEY_REFUSALS,
    ...refusals({ '404': 'There is no event at this position', '503': 'The log cannot be read now; try again' }),
  },
};
