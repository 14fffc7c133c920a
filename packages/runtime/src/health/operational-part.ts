import { jsonAnswer, textAnswer } from '../openapi/describe-route.ts';
import type { OpenApiPart } from '../openapi/open-api-part.ts';

const tags = ['Operation'];
const truth = { type: 'boolean' };
const readiness = {
  type: 'object',
  required: ['ready', 'checks'],
  properties: { ready: truth, checks: { type: 'object', additionalProperties: truth } },
};

/** The routes of `operationalRoutes`, open to everyone: they tell of no one's data. */
export const OPERATIONAL_PART: OpenApiPart = {
  paths: {
    '/livez': {
      get: {
        tags,
        summary: 'Whether the process answers',
        responses: {
          '200': jsonAnswer('It does', { type: 'object', required: ['alive'], properties: { alive: truth } }),
        },
      },
    },
    '/readyz': {
      get: {
        tags,
        summary: 'Whether the process can do its work',
        responses: { '200': jsonAnswer('It can', readiness), '503': jsonAnswer('It cannot now', readiness) },
      },
    },
    '/metrics': {
      get: {
        tags,
        summary: 'Metrics of the process',
        responses: { '200': textAnswer('Text form of Prometheus', 'text/plain') },
      },
    },
    '/version': {
      get: {
        tags,
        summary: 'Version of the product',
        responses: {
          '200': jsonAnswer('The version', {
            type: 'object',
            required: ['version'],
            properties: { version: { type: 'string' } },
          }),
        },
      },
    },
  },
};
