import { BODY_REFUSALS, jsonAnswer, textAnswer } from '@throughline/runtime';
import type { OpenApiPart } from '@throughline/runtime';
import { REPORT_FORMATS } from '../report/report-request.ts';

const tags = ['Pages'];
const language = {
  name: 'lang',
  in: 'query' as const,
  description: "Language of the page; the browser's wish unless named",
  schema: { enum: ['en', 'ru'] },
};
const page = (description: string) => textAnswer(description, 'text/html');

/** The pages and the document itself. */
export const PAGES_PART: OpenApiPart = {
  paths: {
    '/': {
      get: {
        tags,
        summary: 'The ROI report as a page',
        description: 'Takes the parameters of reports. The key is in a cookie that `/session` sets, or in the header.',
        parameters: [language],
        responses: {
          '200': page('The report'),
          '401': page('Asks for a key'),
          '403': page('The key may not read this workspace'),
          '404': page('No such workspace'),
          '503': page('The question is too heavy, or the warehouse does not answer'),
        },
      },
    },
    '/download/{name}': {
      get: {
        tags,
        summary: 'A report as a file, for a link on a page',
        description: 'As `GET /v1/reports/{name}`; the key is in the cookie that `/session` sets, or in the header.',
        parameters: [
          { name: 'name', in: 'path', required: true, description: 'Name of the report', schema: { type: 'string' } },
          {
            name: 'format',
            in: 'query',
            description: 'Form of the file; other parameters are those of the report',
            schema: { enum: [...REPORT_FORMATS] },
          },
          language,
        ],
        responses: {
          '200': { description: 'The file' },
          '304': { description: 'Unchanged since the ETag of If-None-Match' },
          '400': page('A bad parameter, with its pointer and the allowed values'),
          '401': page('Asks for a key'),
          '403': page('The key may not read this workspace'),
          '404': page('Nothing of this name'),
          '503': page('The question is too heavy, or the warehouse does not answer'),
        },
      },
    },
    '/session': {
      post: {
        tags,
        summary: 'Enter with a key, or leave',
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                required: ['key'],
                properties: {
                  key: { type: 'string', description: 'Empty: leave' },
                  lang: language.schema,
                },
              },
            },
          },
        },
        responses: {
          '303': { description: 'To the report' },
          ...BODY_REFUSALS,
          '403': page('The key is unknown or may not read'),
        },
      },
    },
    '/docs': {
      get: {
        tags,
        summary: 'This reference as a page',
        parameters: [language],
        responses: { '200': page('The reference') },
      },
    },
    '/openapi.json': {
      get: {
        tags,
        summary: 'This reference as an OpenAPI 3.1 document',
        responses: { '200': jsonAnswer('The document', { type: 'object' }) },
      },
    },
  },
};
