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
import { z } from 'zod';
import { siteChange, siteRequest } from '../sites/site-request.ts';

const text = { type: 'string' };
const common = { tags: ['Sites'], security: needsKey('admin') };

/** A site as the routes show it. */
export const SITE: JsonSchema = {
  type: 'object',
  required: ['id', 'name', 'key', 'hosts', 'enabled', 'created_at', 'snippet'],
  properties: {
    id: { ...text, description: 'Its events have this `source`' },
    name: text,
    key: { ...text, description: 'Public: it stands in the pages' },
    hosts: { type: 'array', items: text },
    enabled: { type: 'boolean' },
    created_at: { type: 'string', format: 'date-time' },
    snippet: { ...text, description: 'HTML to paste into every page' },
  },
};

function bodyOf(schema: z.ZodType): NonNullable<OpenApiOperation['requestBody']> {
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { io: 'input' });
  return { required: true, content: { 'application/json': { schema: shape } } };
}

/** `POST /v1/sites`. */
export const CREATE_SITE: OpenApiOperation = {
  ...common,
  summary: 'Make a site whose pages carry the tracker',
  parameters: [WORKSPACE_PARAMETER],
  requestBody: bodyOf(siteRequest),
  responses: {
    '201': jsonAnswer('The site with its snippet', schemaNamed('Site')),
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({ '422': 'The site is not valid' }),
  },
};

/** `GET /v1/sites`. */
export const LIST_SITES: OpenApiOperation = {
  ...common,
  summary: 'Sites with their snippets',
  parameters: [WORKSPACE_PARAMETER],
  responses: {
    '200': jsonAnswer('Sites of the workspace', {
      type: 'object',
      required: ['sites'],
      properties: { sites: { type: 'array', items: schemaNamed('Site') } },
    }),
    ...KEY_REFUSALS,
  },
};

/** `PATCH /v1/sites/{id}`. */
export const CHANGE_SITE: OpenApiOperation = {
  ...common,
  summary: 'Change a site; its key stays, for it stands in the pages',
  parameters: [
    { name: 'id', in: 'path', required: true, description: 'Id of the site', schema: text },
    WORKSPACE_PARAMETER,
  ],
  requestBody: bodyOf(siteChange),
  responses: {
    '200': jsonAnswer('The site as it is now', schemaNamed('Site')),
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({ '404': 'There is no such site', '422': 'The site is not valid' }),
  },
};
