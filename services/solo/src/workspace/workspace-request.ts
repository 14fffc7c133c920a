import { CHANNELS, isCurrency, knownTimeZone } from '@throughline/domain';
import { isCountry } from '@throughline/lookups';
import { readNetwork } from '@throughline/settings';
import { z } from 'zod';

const MOST_TEXTS = 10_000;
const MOST_RULES = 1_000;
const MOST_DAYS = 3_650;

const currency = z.string().refine(isCurrency, 'no currency of ISO 4217, such as RUB');
const days = z.int().min(1).max(MOST_DAYS);
/** Of a model's parameter: hours make sense there. */
const fineDays = z
  .number()
  .min(1 / 24)
  .max(MOST_DAYS);
const text = z.string().trim().min(1).max(1_000);
const texts = <Item extends z.ZodType>(item: Item) => z.array(item).max(MOST_TEXTS);
const network = text.refine((entry) => readNetwork(entry) !== null, 'no IP address or network, such as 10.0.0.0/8');
const HOST = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)+$/u;
const domain = text.toLowerCase().regex(HOST, 'no domain, such as pay.example');

const channelRule = z
  .strictObject({ source: text.optional(), medium: text.optional(), channel: z.enum(CHANNELS) })
  .refine(({ source, medium }) => source !== undefined || medium !== undefined, 'names neither source nor medium');
const rate = z.strictObject({
  currency,
  date: z.iso.date(),
  rate: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,12})?$/, 'a decimal number as text, such as "93.21"')
    .refine((value) => Number(value) > 0, 'must be above 0'),
});
const hubLimits = z.strictObject({ others: z.int().positive(), visitors: z.int().positive() });

/**
 * Body of `PATCH /v1/workspace`: what is given replaces what is there, of `exclusions` and `run` member by member; null
 * gives a member its default back; what is not named stays.
 */
export const workspaceRequest = z.strictObject({
  time_zone: z
    .string()
    .refine((name) => knownTimeZone(name) !== null, 'no time zone of the IANA database, such as Europe/Moscow')
    .optional(),
  country: z.string().refine(isCountry, 'no country of ISO 3166-1, such as RU').optional(),
  currency: currency.optional(),
  rates: texts(rate).nullable().optional(),
  exclusions: z
    .strictObject({
      addresses: texts(network).nullable(),
      /** Read by the workspace's country and kept in E.164. */
      phones: texts(text).nullable(),
      visitors: texts(text).nullable(),
    })
    .partial()
    .nullable()
    .optional(),
  referrer_exclusions: texts(domain).nullable().optional(),
  channel_rules: z.array(channelRule).max(MOST_RULES).nullable().optional(),
  run: z
    .strictObject({
      lookback_days: days.nullable(),
      journey_end: z.enum(['enquiry', 'conversion']).nullable(),
      skew_seconds: z.number().min(0).max(86_400).nullable(),
      lead_unique_days: days.nullable(),
      half_life_days: fineDays.nullable(),
      hub_limits: hubLimits.nullable(),
    })
    .partial()
    .nullable()
    .optional(),
});

export type WorkspaceRequest = z.output<typeof workspaceRequest>;
