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
import { SIGNATURES } from '../dry-run/check-signature.ts';
import { dryRunRequest, newSourceDryRunRequest } from '../dry-run/dry-run-request.ts';
import { schemaOf } from './schema-of.ts';
import { idInPath, settings } from './source-operations.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const list = (properties: JsonSchema, required = Object.keys(properties)): JsonSchema => ({
  type: 'array',
  items: { type: 'object', required, properties },
});

const answer = jsonAnswer(
  'Events in the shape of `GET /v1/events`, and what is not understood: the place in the mapping and in the payload',
  {
    type: 'object',
    required: ['signature', 'events', 'errors', 'ignored', 'read_backs', 'counts'],
    properties: {
      signature: {
        enum: [...SIGNATURES],
        description:
          '`wrong`: the door would answer 401; `skipped`: what was pasted has none of the headers it stands in',
      },
      signature_detail: text,
      events: { type: 'array', items: { type: 'object' } },
      errors: list(
        {
          pointer: text,
          field: { type: 'string', description: 'Of a mapping: where in the payload it looked' },
          code: text,
          detail: text,
        },
        ['pointer', 'code', 'detail'],
      ),
      ignored: list({ reason: text, subject: text }),
      read_backs: list({ entity: text, id: text }),
      counts: {
        type: 'object',
        description: 'The first 200 of each are shown',
        properties: { events: whole, errors: whole, ignored: whole, read_backs: whole },
      },
    },
  },
);

const description =
  'The request as the provider would send it: a pasted payload, or method, headers and path with it. Settings to try stand over those of the source.';

function operation(schema: JsonSchema, summary: string): OpenApiOperation {
  const properties = { ...(schema['properties'] as JsonSchema), settings };
  return {
    tags: ['Sources'],
    summary,
    description,
    security: needsKey('admin'),
    requestBody: { required: true, content: { 'application/json': { schema: { ...schema, properties } } } },
    responses: {
      '200': answer,
      ...BODY_REFUSALS,
      ...KEY_REFUSALS,
      ...refusals({ '404': 'There is no such source', '422': 'The source is not valid' }),
    },
  };
}

/** `POST /v1/sources/{id}/dry-run`. */
export const DRY_RUN: OpenApiOperation = {
  ...operation(schemaOf(dryRunRequest), 'Try a request: what it would become, nothing is kept'),
  parameters: [idInPath, WORKSPACE_PARAMETER],
};

/** `POST /v1/sources/dry-run`. */
export const DRY_RUN_OF_NEW: OpenApiOperation = {
  ...operation(schemaOf(newSourceDryRunRequest), 'The same for a source that is not made yet'),
  parameters: [WORKSPACE_PARAMETER],
};
