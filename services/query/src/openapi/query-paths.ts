/** Paths of this service, from the very schemas the routes check with. */
import { KEY_REFUSALS, needsKey, refusals } from '@throughline/runtime';
import type { OpenApiAnswers } from '@throughline/runtime';
import * as z from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { XLSX } from '../output/xlsx/report-workbook.ts';
import { REPORTS } from '../report/report-definition.ts';
import { explainParameters, listParameters } from '../request/conversion-parameters.ts';
import { healthParameters } from '../request/health-parameters.ts';
import { reportParameters, selection } from '../request/report-parameters.ts';
import { statusParameters } from '../routes/status-routes.ts';
import {
  conversionList,
  dataHealth,
  explainedConversion,
  reportAnswer,
  reportList,
  siteCheck,
  statusAnswer,
} from './answers.ts';

export const json = (schema: z.ZodType, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
/** Plain JSON schemas are schemas here too; only the library's types do not see it. */
export const plain = (answers: OpenApiAnswers) => answers as unknown as ZodOpenApiResponsesObject;

const badParameter = refusals({ '400': 'A bad parameter, with its pointer and the allowed values' });
export const refused = plain({
  ...badParameter,
  ...KEY_REFUSALS,
  ...refusals({
    '404': 'Nothing of this name',
    '409': 'min_position does not show yet',
    '503': 'The question is too heavy, or the warehouse does not answer',
  }),
});
export const unchanged = { description: 'Unchanged since the ETag of If-None-Match' };
const security = needsKey('read');

export const queryPaths: ZodOpenApiPathsObject = {
  '/v1/reports': {
    get: {
      tags: ['Reports'],
      summary: 'The reports there are',
      security,
      responses: { '200': json(reportList, 'Names, default dimensions and metrics'), ...plain(KEY_REFUSALS) },
    },
  },
  '/v1/reports/{name}': {
    get: {
      tags: ['Reports'],
      summary: 'A report',
      security,
      requestParams: {
        path: z.object({ name: z.enum(REPORTS.map(({ name }) => name)).meta({ description: 'Name of the report' }) }),
        query: reportParameters,
      },
      responses: {
        '200': {
          description: 'Rows and totals',
          content: {
            'application/json': { schema: reportAnswer },
            'text/csv': { schema: z.string() },
            [XLSX]: { schema: z.string().meta({ format: 'binary' }) },
          },
        },
        '304': unchanged,
        ...refused,
      },
    },
  },
  '/v1/reports/data-health': {
    get: {
      tags: ['Reports'],
      summary: 'What came from each data source, what does not fit together, and what is left out',
      security,
      requestParams: { query: healthParameters },
      responses: {
        '200': {
          description: 'A row for each data source, totals, and the first of the things behind the counts',
          content: {
            'application/json': { schema: dataHealth },
            'text/csv': { schema: z.string() },
            [XLSX]: { schema: z.string().meta({ format: 'binary' }) },
          },
        },
        '304': unchanged,
        ...refused,
      },
    },
  },
  '/v1/conversions': {
    get: {
      tags: ['Conversions'],
      summary: 'The list behind a number',
      security,
      requestParams: { query: listParameters },
      responses: {
        '200': json(conversionList, 'Conversions with their share under the filters'),
        '304': unchanged,
        ...refused,
      },
    },
  },
  '/v1/conversions/{id}': {
    get: {
      tags: ['Conversions'],
      summary: 'One conversion explained',
      security,
      requestParams: {
        path: z.object({
          id: z
            .string()
            .meta({ description: '`enquiry:`, `lead:`, `deal:` or `sale:` and the id', example: 'sale:1042' }),
        }),
        query: explainParameters,
      },
      responses: {
        '200': json(explainedConversion, 'Journey, credits, links and events'),
        '304': unchanged,
        ...refused,
      },
    },
  },
  '/v1/sites/{id}/check': {
    get: {
      tags: ['Sites'],
      summary: 'Whether the snippet works: when the first event came, and the last',
      security,
      requestParams: {
        path: z.object({ id: z.string().meta({ description: 'Id of the site' }) }),
        query: z.object({ workspace: selection.workspace }),
      },
      responses: { '200': json(siteCheck, 'What has come from the site'), ...refused },
    },
  },
  '/v1/status': {
    get: {
      tags: ['Operation'],
      summary: 'How far the data is complete',
      requestParams: { query: statusParameters },
      responses: { '200': json(statusAnswer, 'Progress of the pipeline'), ...plain(badParameter) },
    },
  },
};
