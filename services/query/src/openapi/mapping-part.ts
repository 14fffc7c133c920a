/** `mappingRoutes`, for the OpenAPI document, from the very schemas they check with. */
import { BODY_REFUSALS, KEY_REFUSALS, needsKey, refusals } from '@throughline/runtime';
import type { OpenApiAnswers, OpenApiPart } from '@throughline/runtime';
import * as z from 'zod';
import { createDocument } from 'zod-openapi';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { acceptRequest, campaignRule, mappingRequest } from '../mapping/mapping-request.ts';
import { periodParameters } from '../request/health-parameters.ts';
import { campaignSuggestions } from './answers.ts';
import { json, plain, refused, unchanged } from './query-paths.ts';

const tags = ['Campaign mapping'];
const rules = z.object({ rules: z.array(campaignRule) });
const query = z.object({ workspace: periodParameters.shape.workspace });
const description = 'Applied when a report is read: they reach all of the past at once, and nothing is rebuilt.';
const header = z.object({
  'If-Match': z
    .string()
    .optional()
    .meta({ description: 'ETag of the rules that were read; they are replaced only while they are still these' }),
});

/** What both changes answer. */
const changed = (others: OpenApiAnswers) => ({
  '200': json(rules, 'The rules as they are now'),
  ...plain({
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({
      '412': 'Somebody else has changed the rules',
      '422': 'The rules are not valid, each error with its pointer',
      '503': 'The settings are being written; try again',
    }),
    ...others,
  }),
});

const paths: ZodOpenApiPathsObject = {
  '/v1/campaign-mapping': {
    get: {
      tags,
      summary: 'The rules that name campaigns, in their order',
      security: needsKey('read'),
      requestParams: { query },
      responses: { '200': json(rules, 'The rules, with their ETag'), '304': unchanged, ...plain(KEY_REFUSALS) },
    },
    put: {
      tags,
      summary: 'Replace the rules',
      description,
      security: needsKey('admin'),
      requestParams: { query, header },
      requestBody: { required: true, content: { 'application/json': { schema: mappingRequest } } },
      responses: changed({}),
    },
  },
  '/v1/campaign-mapping/suggestions': {
    get: {
      tags,
      summary: 'Spend without visits, visits without spend, and pairs that are likely one',
      security: needsKey('read'),
      requestParams: { query: periodParameters },
      responses: {
        '200': json(campaignSuggestions, 'The dearest, the most visited and the likeliest first'),
        '304': unchanged,
        ...refused,
      },
    },
  },
  '/v1/campaign-mapping/accept': {
    post: {
      tags,
      summary: 'Accept a pair: one rule more, the last',
      description,
      security: needsKey('admin'),
      requestParams: { query, header },
      requestBody: { required: true, content: { 'application/json': { schema: acceptRequest } } },
      responses: changed(refusals({ '409': 'An earlier rule calls it otherwise' })),
    },
  },
};

const document = createDocument({ openapi: '3.1.0', info: { title: 'Campaign mapping', version: '1' }, paths });
// The same shape under the library's wider types.
export const MAPPING_PART = { paths: document.paths, schemas: document.components?.schemas } as unknown as OpenApiPart;
