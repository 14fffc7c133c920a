import {
  BODY_REFUSALS,
  jsonAnswer,
  KEY_REFUSALS,
  needsKey,
  refusals,
  WORKSPACE_PARAMETER,
  type JsonSchema,
  type OpenApiOperation,
} from '@throughline/runtime';
import { REJECT_REASONS } from '@throughline/events';
import { rejectedQuery, replayRequest } from '../rejected/rejected-routes.ts';
import { schemaOf } from './schema-of.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const tags = ['Rejected events'];

const DESCRIPTIONS: Readonly<Record<keyof typeof rejectedQuery.shape, string>> = {
  source: 'Only of this source',
  reason: 'Only for this reason',
  cursor: '`next_cursor` of the answer before',
  limit: 'Most rejected events of one answer',
};
const queried = schemaOf(rejectedQuery)['properties'] as Readonly<Record<string, JsonSchema>>;

function placeOf(description: string): JsonSchema {
  return {
    type: 'object',
    description,
    required: ['topic', 'partition', 'offset'],
    properties: { topic: text, partition: whole, offset: whole },
  };
}

const rejected: JsonSchema = {
  type: 'object',
  required: ['id', 'source', 'reason', 'detail', 'received_at', 'method', 'path', 'query', 'headers', 'bytes'],
  properties: {
    id: text,
    source: text,
    reason: { enum: [...REJECT_REASONS] },
    detail: text,
    parts: {
      type: 'array',
      description: 'The entities of the request that failed; absent: all of it',
      items: {
        type: 'object',
        required: ['pointer', 'reason', 'detail'],
        properties: { pointer: text, field: text, reason: text, detail: text },
      },
    },
    received_at: { type: 'string', format: 'date-time' },
    request_id: { type: 'string', description: 'By which the request is found in the logs' },
    raw: placeOf('Where the raw request stands in the log'),
    event: placeOf('Where the rejected event stands in the log'),
    method: text,
    path: text,
    query: text,
    headers: { type: 'object', additionalProperties: text },
    bytes: { type: 'string', contentEncoding: 'base64', description: 'The original body' },
  },
};

/** `GET /v1/rejected`. */
export const LIST_REJECTED: OpenApiOperation = {
  tags,
  summary: 'Rejected events with their reason and original bytes',
  security: needsKey('read'),
  parameters: [
    WORKSPACE_PARAMETER,
    ...Object.entries(DESCRIPTIONS).map(([name, description]) => ({
      name,
      in: 'query' as const,
      description,
      schema: queried[name] ?? {},
    })),
  ],
  responses: {
    '200': jsonAnswer('The newest first', {
      type: 'object',
      required: ['rejected', 'total'],
      properties: { rejected: { type: 'array', items: rejected }, total: whole, next_cursor: text },
    }),
    ...KEY_REFUSALS,
    ...refusals({ '400': 'A bad parameter' }),
  },
};

/** `POST /v1/rejected/replay`. */
export const REPLAY_REJECTED: OpenApiOperation = {
  tags,
  summary: 'Read rejected events again with the present code',
  security: needsKey('admin'),
  parameters: [WORKSPACE_PARAMETER],
  requestBody: { required: false, content: { 'application/json': { schema: schemaOf(replayRequest) } } },
  responses: {
    '200': jsonAnswer('What became of them', {
      type: 'object',
      required: ['replayed', 'accepted', 'read_backs', 'still_rejected', 'not_replayable', 'remaining'],
      properties: {
        replayed: whole,
        accepted: { type: 'integer', description: 'Events they yielded' },
        read_backs: { type: 'integer', description: 'Entities the provider is asked for because of them' },
        still_rejected: whole,
        not_replayable: whole,
        remaining: { type: 'integer', description: 'Beyond the limit of this request' },
        next_cursor: { type: 'string', description: '`cursor` of a request for the rest' },
      },
    }),
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({ '422': 'A bad member of the body' }),
  },
};
