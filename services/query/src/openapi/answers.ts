/** Shapes of the answers, for the OpenAPI document. */
import * as z from 'zod';
import 'zod-openapi';

const value = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const row = z.record(z.string(), value).meta({
  id: 'ReportRow',
  description: 'Dimensions and metrics by key. Money is a decimal string; no value is null.',
});

const selectionMeta = {
  workspace: z.string(),
  from: z.string(),
  to: z.string(),
  timezone: z.string(),
  currency: z.string(),
  model: z.string(),
  date_mode: z.string(),
  refunds: z.string(),
  lookback_days: z.number(),
  journey_end: z.string(),
  run: z.string(),
  rules: z.string(),
  as_of: z.string().nullable(),
  row_count: z.number(),
  next_cursor: z.string().nullable(),
  complete_until: z.string().nullable(),
  rejected_events: z.number(),
};

export const reportAnswer = z
  .object({
    report: z.string(),
    meta: z.object({
      ...selectionMeta,
      missing_rates: z.array(z.string()),
      formulas: z.record(z.string(), z.string()),
    }),
    dimensions: z.array(z.string()),
    metrics: z.array(z.object({ key: z.string(), unit: z.string() })),
    rows: z.array(row),
    totals: row,
  })
  .meta({ id: 'Report' });

export const reportList = z
  .object({
    reports: z.array(
      z.object({
        name: z.string(),
        by: z.array(z.string()),
        metrics: z.array(z.object({ key: z.string(), unit: z.string(), formula: z.string() })),
      }),
    ),
  })
  .meta({ id: 'ReportList' });

const kind = z.enum(['enquiry', 'lead', 'deal', 'sale']);
const position = z.object({
  topic: z.string(),
  partition: z.number(),
  offset: z.number(),
  event_id: z.string(),
  type: z.string(),
});

export const conversionList = z
  .object({
    meta: z.object({ ...selectionMeta, kind }),
    conversions: z.array(
      z.object({
        id: z.string(),
        kind,
        at: z.string(),
        person: z.string(),
        manager: z.string().nullable(),
        share: z.number(),
        amount: z.string().nullable(),
        first_time: z.boolean().nullable(),
      }),
    ),
  })
  .meta({ id: 'ConversionList' });

export const explainedConversion = z
  .object({
    id: z.string(),
    kind,
    at: z.string(),
    end: z.string(),
    person: z.string(),
    amount: z.string().nullable(),
    currency: z.string(),
    cost_of_goods: z.string().nullable(),
    refunds: z.array(z.object({ id: z.string(), at: z.string(), amount: z.string() })),
    lead: z.string().nullable(),
    origin_enquiry: z.string().nullable(),
    first_time: z.boolean().nullable(),
    journey: z.array(
      z.object({
        touchpoint_id: z.string(),
        at: z.string(),
        channel: z.string(),
        source: z.string(),
        medium: z.string(),
        campaign: z.string(),
        campaign_value: z.string(),
        ad_group: z.string(),
        term: z.string(),
        content: z.string(),
        landing_page: z.string(),
        device: z.string(),
        evidence: z.enum(['visit', 'provider', 'number', 'crm']),
        event_id: z.string(),
        credits: z.record(
          z.string(),
          z.object({ share: z.number().meta({ description: 'Billionths' }), amount: z.string().nullable() }),
        ),
      }),
    ),
    truncated: z.boolean(),
    not_attributed: z.boolean(),
    links: z.array(
      z.object({
        event_id: z.string(),
        type: z.string(),
        id: z.string(),
        source: z.string(),
        at: z.string(),
        claim: z.boolean(),
        nodes: z.array(z.string()),
      }),
    ),
    attached_visitors: z.array(z.string()),
    events: z.array(position),
    rules: z.string(),
    run: z.string(),
    lookback_days: z.number(),
    journey_end: z.string(),
  })
  .meta({ id: 'Conversion' });

export const statusAnswer = z
  .object({
    ready: z.boolean(),
    events: z.object({ accepted: z.number(), recorded: z.number(), rejected: z.number() }),
    lag: z.record(z.string(), z.number()),
    complete_until: z.string().nullable(),
    caught_up: z.boolean(),
  })
  .meta({ id: 'Status' });

export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(
      z.object({
        index: z.number().optional(),
        pointer: z.string(),
        code: z.string(),
        detail: z.string(),
        allowed: z.array(z.string()).optional(),
      }),
    ),
    request_id: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });
