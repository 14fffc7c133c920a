import {
  BODY_REFUSALS,
  jsonAnswer,
  KEY_REFUSALS,
  needsKey,
  refusals,
  schemaNamed,
  WORKSPACE_PARAMETER,
  type JsonSchema,
  type OpenApiOperation,
} from '@throughline/runtime';
import { MOST_EVENTS, MOST_ROWS } from '../routes/doors.ts';

/** `POST /v1/events`. */
export const POST_EVENTS: OpenApiOperation = door('Send events', {
  anyOf: [listOf('events', 'Event', MOST_EVENTS), schemaNamed('Event')],
});

/** `POST /v1/costs`. */
export const POST_COSTS: OpenApiOperation = door(
  'Send ad costs; a row sent again replaces the one of the same key',
  listOf('rows', 'CostRow', MOST_ROWS),
);

function door(summary: string, schema: JsonSchema): OpenApiOperation {
  return {
    tags: ['Ingest'],
    summary,
    security: needsKey('ingest'),
    parameters: [
      WORKSPACE_PARAMETER,
      {
        name: 'dry_run',
        in: 'query',
        description: '`1`: the answer as it would be, and nothing is stored',
        schema: { enum: ['1'] },
      },
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'A request repeated with the same key and body is answered as the first one, for a day',
        schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
      },
    ],
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      '200': jsonAnswer('A dry run: nothing is stored', answer({ dry_run: { const: true } })),
      '202': jsonAnswer(
        'What is accepted is durable',
        answer({ position: { type: 'string', description: 'What `min_position` of reports takes' } }),
      ),
      ...BODY_REFUSALS,
      ...KEY_REFUSALS,
      ...refusals({
        '422': 'Nothing in the request is acceptable, or the Idempotency-Key came with another body',
        '503': 'Nothing was stored; send it again',
      }),
    },
  };
}

function listOf(member: string, item: string, most: number): JsonSchema {
  return {
    type: 'object',
    required: [member],
    properties: { [member]: { type: 'array', maxItems: most, items: schemaNamed(item) } },
  };
}

function answer(own: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: 'object',
    required: ['accepted', 'rejected', ...Object.keys(own)],
    properties: {
      accepted: { type: 'integer' },
      rejected: { type: 'array', items: schemaNamed('ProblemDetail') },
      ...own,
    },
  };
}
