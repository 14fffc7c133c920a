import {
  BODY_REFUSALS,
  jsonAnswer,
  OPEN_API_METHODS,
  refusals,
  type OpenApiOperation,
  type OpenApiPath,
} from '@throughline/runtime';

const text = { type: 'string' };

/** The token in the path is the key, so there is no other. */
const operation: OpenApiOperation = {
  tags: ['Webhooks'],
  summary: "A provider's webhook in its own format, by any method",
  description: 'A further path after the token is kept. What cannot be understood is kept too, and listed as rejected.',
  parameters: [
    { name: 'source', in: 'path', required: true, description: 'Id of the source', schema: text },
    { name: 'token', in: 'path', required: true, description: 'Its token', schema: text },
    {
      name: 'Prefer',
      in: 'header',
      required: false,
      description: '`wait=<seconds>`: answer with the position also where that takes a while, but within 10 seconds',
      schema: text,
    },
  ],
  requestBody: { required: false, content: { '*/*': { schema: {} } } },
  responses: {
    '200': { description: 'What the provider expects instead of 202, such as an echo' },
    '202': jsonAnswer('The request is durable', {
      type: 'object',
      required: ['accepted'],
      properties: { accepted: { const: 1 }, position: text },
    }),
    ...BODY_REFUSALS,
    ...refusals({
      '401': 'The signature does not match',
      '404': 'There is no webhook at this address',
      '503': 'Nothing was stored; send it again',
    }),
  },
};

/** OpenAPI knows no "any method": the same for each. */
export const HOOK_PATH: OpenApiPath = Object.fromEntries(OPEN_API_METHODS.map((method) => [method, operation]));
