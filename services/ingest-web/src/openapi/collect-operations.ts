import { BODY_REFUSALS, refusals, schemaNamed, type JsonSchema, type OpenApiOperation } from '@throughline/runtime';
import { CLAIM_TABLES } from '../collect/claim-tables.ts';
import { MOST_CLAIMS } from '../collect/post-collect.ts';
import { MOST_ELAPSED_MS } from '../collect/read-claim.ts';
import { jsonSchemaOf } from '../types/json-schema.ts';

const tags = ['Collect'];
const key = {
  name: 'key',
  in: 'query',
  required: true,
  description: 'Public key of the site',
  schema: { type: 'string' },
} as const;
const REFUSED = refusals({
  '403': 'The page is not of the hosts of the site',
  '404': 'No site has this key',
  '429': 'This sender sends too often',
  '503': 'Nothing was stored; send it again',
});

/** An event of a beacon: as of `POST /v1/events`, but for its time. */
export const CLAIM: JsonSchema = { oneOf: CLAIM_TABLES.map((table) => claimSchema(jsonSchemaOf(table))) };

function claimSchema(schema: JsonSchema): JsonSchema {
  const { at: _, ip: _ip, user_agent: _agent, ...properties } = schema['properties'] as Record<string, JsonSchema>;
  const elapsed = {
    type: 'number',
    minimum: 0,
    maximum: MOST_ELAPSED_MS,
    description: 'Milliseconds since it happened, by a clock that nobody sets.',
  };
  const required = (schema['required'] as readonly string[]).filter((name) => name !== 'visitor_id');
  return { ...schema, properties: { ...properties, elapsed }, required };
}

/** `POST /v1/collect`. */
export const POST_COLLECT: OpenApiOperation = {
  tags,
  summary: "What a site's page claims: visits, pages, identifications, enquiries",
  description:
    'The body is JSON, also as text/plain. Sets the cookie `throughline_visitor` and tells the visitor in `Throughline-Visitor`. With `Sec-GPC: 1` nothing is collected.',
  parameters: [key],
  requestBody: {
    required: true,
    content: {
      'text/plain': {
        schema: {
          type: 'object',
          required: ['events'],
          properties: {
            events: { type: 'array', maxItems: MOST_CLAIMS, items: schemaNamed('Claim') },
            fresh: { type: 'boolean', description: 'The page made up its visitor: the cookie knows better.' },
          },
        },
      },
    },
  },
  responses: {
    '204': { description: 'What is acceptable is durable' },
    ...BODY_REFUSALS,
    ...REFUSED,
    ...refusals({ '422': 'Nothing in the beacon is acceptable' }),
  },
};

/** `OPTIONS /v1/collect`. */
export const PREFLIGHT: OpenApiOperation = {
  tags,
  summary: 'What browsers ask before they send JSON',
  responses: { '204': { description: 'It may be sent' } },
};

/** `GET /v1/collect.gif`. */
export const GET_PIXEL: OpenApiOperation = {
  tags,
  summary: 'A visit or page where no script runs: one transparent pixel',
  parameters: [
    key,
    { name: 'url', in: 'query', description: 'The page; the Referer unless named', schema: { type: 'string' } },
    { name: 'referrer', in: 'query', description: 'What led to the page', schema: { type: 'string' } },
  ],
  responses: {
    '200': { description: 'The pixel', content: { 'image/gif': { schema: { type: 'string', format: 'binary' } } } },
    ...REFUSED,
  },
};

/** `GET /t.js`. */
export const GET_TRACKER: OpenApiOperation = {
  tags,
  summary: 'The tracker that pages load',
  responses: {
    '200': { description: 'The script', content: { 'text/javascript': { schema: { type: 'string' } } } },
    '304': { description: 'Unchanged since the ETag of If-None-Match' },
  },
};
