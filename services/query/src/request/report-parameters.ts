/** The query string of reports and of conversion lists, as one zod schema (contract.md, Reports). */
import * as z from 'zod';
import { DATE_MODES, REFUND_MODES, REPORT_FORMATS } from '../report/report-request.ts';
import { MODELS } from '@throughline/domain';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a calendar date, e.g. 2026-08-31');
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().int().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

const LONGEST_LOOKBACK = 3_650;

/** What selects the facts and credits behind a number; shared by reports and conversion lists. */
export const selection = {
  workspace: z.string().max(100).optional().meta({ description: 'Workspace; `main` unless named', example: 'main' }),
  from: date.optional().meta({ description: 'First day of the period, included', example: '2026-08-01' }),
  to: date.optional().meta({ description: 'Last day of the period, included', example: '2026-08-31' }),
  tz: z.string().max(100).optional().meta({ description: 'IANA time zone of the calendar', example: 'Europe/Moscow' }),
  currency: z.string().max(3).optional().meta({ description: 'ISO 4217 code', example: 'RUB' }),
  model: z.enum(MODELS).optional().meta({ description: 'Attribution model; `last_non_direct` unless named' }),
  date_mode: z
    .enum(DATE_MODES)
    .optional()
    .meta({ description: 'Which date decides: of the fact itself (sale), of its lead, or of the touchpoint' }),
  refunds: z
    .enum(REFUND_MODES)
    .optional()
    .meta({ description: 'A refund counts on its own date, or on that of its sale' }),
  journey_end: z.enum(['enquiry', 'conversion']).optional().meta({ description: 'Where a journey ends' }),
  lookback_days: whole(0, LONGEST_LOOKBACK).optional().meta({ description: 'Days of a journey', example: '90' }),
  run: z.string().max(100).optional().meta({ description: 'Run of attribution; the published one unless named' }),
  as_of: z.string().max(40).optional().meta({ description: 'RFC 3339 instant: only what was known by then' }),
  min_position: z
    .string()
    .max(10_000)
    .optional()
    .meta({ description: 'Position of an accepted event that must show; waits up to 10 s, else 409' }),
  filter: z
    .array(z.string())
    .optional()
    .meta({
      description: '`<dimension or metric>:<eq|neq|c|dnc|gt|gte|lt|lte>:<value>`, repeatable',
      example: ['source:eq:yandex'],
    }),
  limit: whole(1, 10_000_000).optional().meta({ description: 'Most rows of one answer', example: '100' }),
  cursor: z.string().max(1_000).optional().meta({ description: '`meta.next_cursor` of the answer before' }),
};

export const reportParameters = z.object({
  ...selection,
  by: z
    .array(z.string())
    .optional()
    .meta({ description: 'Dimensions, comma separated', example: ['channel,source'] }),
  sort: z
    .array(z.string())
    .optional()
    .meta({ description: 'Keys, comma separated, `-` = greatest first', example: ['-profit'] }),
  format: z.enum(REPORT_FORMATS).optional().meta({
    description:
      'Form of the answer. `csv-excel-ru`: semicolons and decimal commas, as a Russian Excel opens it; `xlsx`: a workbook, with what was asked on its second sheet',
  }),
  lang: z
    .enum(['en', 'ru'])
    .optional()
    .meta({ description: "Language of a workbook; the browser's wish unless named" }),
});
export type ReportParameters = z.output<typeof reportParameters>;
