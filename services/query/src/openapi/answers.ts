/**
 * Shapes of the answers, for the OpenAPI document. A member that is not known or has no meaning is left out; only
 * metrics of rows and totals are null then (attribution.md, section 5), so that every row has the same members.
 */
import * as z from 'zod';
import 'zod-openapi';
import { REBUILD_REASONS, REBUILD_STATES } from '../status/pipeline-status.ts';

const value = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const row = z.record(z.string(), value).meta({
  id: 'ReportRow',
  description:
    'Dimensions and metrics by key. Money is a decimal string. A metric is null where it has no meaning under the dimensions and filters, a part of it is unknown, or its denominator is zero.',
});

const rebuild = z
  .object({
    reason: z.enum(REBUILD_REASONS),
    state: z.enum(REBUILD_STATES),
    events: z.number().optional(),
    total: z.number().optional(),
  })
  .meta({
    id: 'Rebuild',
    description: 'The rows follow former rules, are damaged or are made anew; absent when neither',
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
  next_cursor: z.string().optional(),
  complete_until: z.string().nullable(),
  rejected_events: z.number(),
  rebuild: rebuild.optional(),
};

const warning = z.object({
  code: z.enum(['source_incomplete']),
  source: z.string(),
  complete_from: z.string(),
  detail: z.string(),
});

export const reportAnswer = z
  .object({
    report: z.string(),
    meta: z.object({
      ...selectionMeta,
      missing_rates: z.array(z.string()),
      warnings: z.array(warning),
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

const campaign = { source: z.string(), medium: z.string(), campaign: z.string() };
const unmatched = {
  spend_without_visits: z.array(
    z.object({ ...campaign, campaign_ids: z.array(z.string()), cost: z.string().nullable() }),
  ),
  visits_without_spend: z.array(
    z.object({
      ...campaign,
      value: z.string().optional().meta({ description: 'As received; absent where nothing is stated' }),
      visits: z.number(),
    }),
  ),
  suggestions: z.array(
    z.object({
      accept: z.object({ source: z.string(), from: z.string(), to: z.string() }),
      score: z.number(),
      reason: z.enum(['campaign_id', 'same_name', 'similar_name']),
      visits: z.number(),
      cost: z.string().nullable(),
    }),
  ),
};
const periodMeta = {
  workspace: z.string(),
  from: z.string(),
  to: z.string(),
  timezone: z.string(),
  currency: z.string(),
};

export const campaignSuggestions = z
  .object({ meta: z.object(periodMeta), ...unmatched })
  .meta({ id: 'CampaignSuggestions' });

export const dataHealth = z
  .object({
    report: z.string(),
    meta: z.object({
      ...periodMeta,
      run: z.string(),
      rules: z.string(),
      row_count: z.number(),
      warnings: z.array(warning),
      formulas: z.record(z.string(), z.string()),
      complete_until: z.string().nullable(),
      rejected_events: z.number(),
      lag: z.record(z.string(), z.number()),
    }),
    dimensions: z.array(z.string()),
    metrics: z.array(z.object({ key: z.string(), unit: z.string() })),
    details: z.object({
      unresolved_references: z.array(
        z.object({
          source: z.string(),
          type: z.string(),
          id: z.string(),
          field: z.enum(['enquiry_id', 'deal_id', 'merged_into']),
          names: z.string(),
        }),
      ),
      id_conflicts: z.array(z.object({ source: z.string(), type: z.string(), id: z.string(), contents: z.number() })),
      ...unmatched,
    }),
    rows: z.array(row),
    totals: row,
  })
  .meta({ id: 'DataHealth' });

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
        manager: z.string().optional(),
        share: z.number(),
        amount: z.string().optional(),
        first_time: z.boolean().optional(),
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
    amount: z.string().nullable().meta({ description: 'Of a sale; null for the other kinds, here and in credits' }),
    currency: z.string(),
    cost_of_goods: z.string().optional(),
    refunds: z.array(z.object({ id: z.string(), at: z.string(), amount: z.string() })),
    lead: z.string().optional(),
    origin_enquiry: z.string().optional(),
    first_time: z.boolean().optional(),
    enquiry: z
      .object({
        kind: z.enum(['form', 'chat', 'callback', 'order', 'call']),
        data_source: z.string(),
        manager: z.string().optional(),
        answered: z.boolean().optional(),
        wait_seconds: z.number().optional(),
        talk_seconds: z.number().optional(),
        merged: z.array(z.string()).meta({ description: 'Ids under which other sources told of the same enquiry' }),
      })
      .optional(),
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
        country: z.string().optional(),
        city: z.string().optional(),
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
    rebuild: rebuild.optional(),
  })
  .meta({ id: 'Status' });

export const siteCheck = z
  .object({
    id: z.string(),
    name: z.string(),
    hosts: z.array(z.string()),
    enabled: z.boolean(),
    receiving: z.boolean(),
    first_event: z.string().optional(),
    last_event: z.string().optional(),
    visits: z.number(),
    pages: z.number(),
    enquiries: z.number(),
    identifications: z.number(),
  })
  .meta({ id: 'SiteCheck' });
