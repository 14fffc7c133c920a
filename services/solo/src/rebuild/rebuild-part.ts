import { KEY_REFUSALS, needsKey, WORKSPACE_PARAMETER, type OpenApiPart } from '@throughline/runtime';

const whole = { type: 'integer' };

/** A line of the answer: what is said while the rebuild goes on, and last how it ended. */
const news = {
  type: 'object',
  required: ['state'],
  properties: {
    state: { enum: ['building', 'switched', 'failed'] },
    events: whole,
    total: whole,
    candidates: whole,
    record: { type: 'array', items: whole, description: 'Where the live pipeline takes over, by partition' },
    detail: { type: 'string', description: 'Why it failed' },
  },
};

/** `rebuildRoutes`, for the OpenAPI document. */
export const REBUILD_PART: OpenApiPart = {
  paths: {
    '/v1/rebuild': {
      post: {
        tags: ['Operation'],
        summary: 'Make the warehouse anew from the log and switch to it',
        security: needsKey('admin'),
        parameters: [WORKSPACE_PARAMETER],
        responses: {
          '200': {
            description: 'Lines of JSON while it goes on; the last says how it ended',
            content: { 'application/x-ndjson': { schema: news } },
          },
          ...KEY_REFUSALS,
        },
      },
    },
  },
};
