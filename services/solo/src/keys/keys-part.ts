import {
  BODY_REFUSALS,
  jsonAnswer,
  KEY_REFUSALS,
  needsKey,
  refusals,
  WORKSPACE_PARAMETER,
  type OpenApiPart,
} from '@throughline/runtime';
import { SCOPES } from '@throughline/settings';
import { z } from 'zod';
import { keyRequest } from './create-key.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const { $schema: _, ...request } = z.toJSONSchema(keyRequest, { io: 'input' });
const common = { tags: ['Keys'], security: needsKey('admin') };

/** `keyRoutes`, for the OpenAPI document. */
export const KEYS_PART: OpenApiPart = {
  paths: {
    '/v1/keys': {
      post: {
        ...common,
        summary: 'Make a key',
        parameters: [WORKSPACE_PARAMETER],
        requestBody: { required: true, content: { 'application/json': { schema: request } } },
        responses: {
          '201': jsonAnswer('The key, shown this once', {
            type: 'object',
            required: ['id', 'key'],
            properties: { id: text, key: text },
          }),
          ...BODY_REFUSALS,
          ...KEY_REFUSALS,
          ...refusals({ '422': 'The key is not valid' }),
        },
      },
      get: {
        ...common,
        summary: 'Keys, without what opens',
        parameters: [WORKSPACE_PARAMETER],
        responses: {
          '200': jsonAnswer('Keys of the workspaces that this key reaches', {
            type: 'object',
            required: ['keys'],
            properties: {
              keys: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['id', 'name', 'scopes', 'workspaces'],
                  properties: {
                    id: text,
                    name: text,
                    scopes: { type: 'array', items: { enum: [...SCOPES] } },
                    workspaces: texts,
                  },
                },
              },
            },
          }),
          ...KEY_REFUSALS,
        },
      },
    },
    '/v1/keys/{id}': {
      delete: {
        ...common,
        summary: 'Remove a key: it opens nothing from the next request on',
        parameters: [
          WORKSPACE_PARAMETER,
          { name: 'id', in: 'path', required: true, description: 'Id of the key', schema: text },
        ],
        responses: {
          '204': { description: 'It is removed' },
          ...KEY_REFUSALS,
          ...refusals({ '404': 'There is no such key' }),
        },
      },
    },
  },
};
