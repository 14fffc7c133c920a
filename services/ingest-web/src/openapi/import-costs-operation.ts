import {
  BODY_LIMITS,
  BODY_REFUSALS,
  jsonAnswer,
  KEY_REFUSALS,
  needsKey,
  refusals,
  schemaNamed,
  WORKSPACE_PARAMETER,
  type JsonSchema,
  type OpenApiOperation,
  type OpenApiParameter,
} from '@throughline/runtime';
import { FIELDS } from '../cost-file/column-names.ts';
import { DATE_FORMATS, DECIMALS } from '../cost-file/import-options.ts';
import { MOST_ERRORS } from '../cost-file/read-cost-file.ts';
import { MOST_FILE_ROWS } from '../cost-file/table.ts';

const text = { type: 'string' };
const number = { type: 'integer' };
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

/** What an import or its dry run tells of a file: what `describeCostFile` makes. */
export const COST_FILE: JsonSchema = {
  type: 'object',
  description: 'What a file of costs was found to be, and what it becomes.',
  properties: {
    file: {
      type: 'object',
      properties: {
        kind: { enum: ['csv', 'xlsx'] },
        format: { type: 'string', description: 'Whose export it is; `table` when it is none of those known' },
        encoding: orNull(text),
        delimiter: orNull(text),
        sheet: orNull(text),
        header_line: number,
      },
    },
    columns: {
      type: 'array',
      items: { type: 'object', properties: { name: text, field: orNull({ enum: FIELDS }) } },
    },
    filled: { type: 'object', description: 'What rows get that leave it open', additionalProperties: text },
    read_as: {
      type: 'object',
      properties: {
        date_format: orNull({ enum: Object.keys(DATE_FORMATS) }),
        decimal: orNull({ enum: Object.keys(DECIMALS) }),
        micros: { type: 'boolean' },
      },
    },
    rows: {
      type: 'object',
      description: 'Rows of the file by what they were; `merged` were added to another of the same key',
      additionalProperties: number,
    },
    accepted: { type: 'integer', description: 'Rows of costs, one a day and key' },
    from: orNull({ type: 'string', format: 'date' }),
    to: orNull({ type: 'string', format: 'date' }),
    cost: { type: 'object', description: 'Decimal strings by currency', additionalProperties: text },
    clicks: orNull(number),
    impressions: orNull(number),
    first_rows: { type: 'array', items: schemaNamed('CostRow') },
    warnings: { type: 'array', items: { type: 'object', properties: { code: text, detail: text } } },
    rejected: {
      type: 'array',
      maxItems: MOST_ERRORS,
      description: 'The first bad rows; `rows.bad` counts all',
      items: schemaNamed('ProblemDetail'),
    },
  },
  required: ['file', 'columns', 'filled', 'read_as', 'rows', 'accepted', 'cost', 'first_rows', 'warnings', 'rejected'],
};

/** `POST /v1/costs/import`. */
export const IMPORT_COSTS: OpenApiOperation = {
  tags: ['Ingest'],
  summary: 'Import a file of ad costs: CSV or XLSX, as the ad cabinets export it',
  description:
    `CSV with comma, semicolon or tab, in UTF-8, UTF-16 or Windows-1251, or a workbook; at most ${BODY_LIMITS.costsImport} bytes ` +
    `and ${MOST_FILE_ROWS} rows. Nothing is recorded before all of it was read and found good.`,
  security: needsKey('ingest'),
  parameters: [
    WORKSPACE_PARAMETER,
    flag('dry_run', '`1`: the answer as it would be, and nothing is stored'),
    flag('skip_bad', '`1`: bad rows are left out; otherwise one bad row leaves out the file'),
    parameter('source', 'Ad source of rows that name none; of a known export its own unless named'),
    parameter('medium', 'Medium of rows that name none; `cpc` unless named'),
    parameter('currency', 'Currency of rows that name none'),
    parameter('vat', 'Multiplies every cost: `1.2` adds VAT of 20%'),
    parameter('fee', 'Multiplies every cost as well: `1.05` adds a fee of 5%'),
    parameter('mapping', '`<field>=<name of the column>`, repeatable; nothing behind the sign: no column', {
      type: 'array',
      items: text,
    }),
    parameter('date_format', 'Order of day and month where the file does not show it', {
      enum: Object.keys(DATE_FORMATS),
    }),
    parameter('decimal', 'Decimal mark where the file does not show it', { enum: Object.keys(DECIMALS) }),
    parameter('micros', 'Whether costs are in millionths, where that is guessed wrong', { enum: ['0', '1'] }),
    parameter('reported_at', 'When the costs were reported; now unless named. Later ones replace earlier ones', {
      type: 'string',
      format: 'date-time',
    }),
    {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'A request repeated with the same key and body is answered as the first one, for a day',
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
    },
  ],
  requestBody: {
    required: true,
    content: {
      'text/csv': { schema: text },
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
        schema: { type: 'string', format: 'binary' },
      },
    },
  },
  responses: {
    '200': jsonAnswer('A dry run: nothing is stored', {
      allOf: [schemaNamed('CostFile')],
      required: ['dry_run', 'would_import'],
      properties: { dry_run: { const: true }, would_import: { type: 'boolean' } },
    }),
    '202': jsonAnswer('What is accepted is durable', {
      allOf: [schemaNamed('CostFile')],
      required: ['position'],
      properties: { position: { type: 'string', description: 'What `min_position` of reports takes' } },
    }),
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({
      '400': 'A bad parameter, or the body cannot be read',
      '413': 'The file is too big, or has too many rows or columns',
      '422': 'The file is no table of costs, or rows of it are bad: nothing was imported',
      '503': 'Too many files are being read, or not everything was stored; send it again',
    }),
  },
};

function flag(name: string, description: string): OpenApiParameter {
  return parameter(name, description, { enum: ['1'] });
}

function parameter(name: string, description: string, schema: JsonSchema = text): OpenApiParameter {
  return { name, in: 'query', description, schema };
}
