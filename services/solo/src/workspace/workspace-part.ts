import {
  BODY_REFUSALS,
  jsonAnswer,
  KEY_REFUSALS,
  needsKey,
  refusals,
  schemaNamed,
  WORKSPACE_PARAMETER,
  type OpenApiPart,
} from '@throughline/runtime';
import { z } from 'zod';
import { workspaceRequest } from './workspace-request.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const number = { type: 'number' };
const { $schema: _, ...request } = z.toJSONSchema(workspaceRequest, { io: 'input' });
const object = (properties: Record<string, object>): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});
const workspace = object({
  id: text,
  time_zone: text,
  country: text,
  currency: text,
  rates: { type: 'array', items: object({ currency: text, date: { type: 'string', format: 'date' }, rate: text }) },
  exclusions: object({ addresses: texts, phones: texts, visitors: texts }),
  referrer_exclusions: texts,
  channel_rules: {
    type: 'array',
    items: { type: 'object', required: ['channel'], properties: { source: text, medium: text, channel: text } },
  },
  run: object({
    lookback_days: number,
    journey_end: { enum: ['enquiry', 'conversion'] },
    skew_seconds: number,
    lead_unique_days: number,
    half_life_days: number,
    hub_limits: object({ others: { type: 'integer' }, visitors: { type: 'integer' } }),
  }),
});
const common = { tags: ['Workspace'] };

/** `workspaceRoutes`, for the OpenAPI document. */
export const WORKSPACE_PART: OpenApiPart = {
  paths: {
    '/v1/workspace': {
      get: {
        ...common,
        summary: 'How a workspace is counted',
        security: needsKey('read'),
        parameters: [WORKSPACE_PARAMETER],
        responses: {
          '200': jsonAnswer('Its settings, defaults too, with an ETag', schemaNamed('Workspace')),
          '304': { description: 'Unchanged since the ETag of If-None-Match' },
          ...KEY_REFUSALS,
        },
      },
      patch: {
        ...common,
        summary: 'Change how a workspace is counted',
        description:
          'Members that are named replace the present ones, `null` gives the default back. What facts and credits depend on makes the warehouse anew; the reports follow when it stands, and `/v1/status` tells of it as `rebuild`.',
        security: needsKey('admin'),
        parameters: [
          WORKSPACE_PARAMETER,
          {
            name: 'If-Match',
            in: 'header',
            description: 'ETag that was read: refuses to overwrite a later change',
            schema: text,
          },
        ],
        requestBody: { required: true, content: { 'application/json': { schema: request } } },
        responses: {
          '200': jsonAnswer('The settings as they are now', schemaNamed('Workspace')),
          ...BODY_REFUSALS,
          ...KEY_REFUSALS,
          ...refusals({
            '412': 'It was changed after the ETag of If-Match',
            '422': 'The settings are not valid',
            '503': 'The settings are being written; try again',
          }),
        },
      },
    },
  },
  schemas: { Workspace: workspace as Record<string, unknown> },
};
