import { z } from 'zod';
import { country, currency, decimal, plainDate, positiveDays, timeZone } from './formats.ts';

const texts = z.array(z.string().min(1).max(1_000)).max(10_000).default([]);

/** One advertiser's isolated data, and how it is counted. */
export const workspaceSchema = z.strictObject({
  timeZone,
  country,
  currency,
  /**
   * Secret of event ids and of the nodes of phones and emails, 32 bytes in hex. Made when the workspace is; the first one
   * stays for ever, whatever is put later: another one would make every event a stranger to itself.
   */
  hashKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/, '32 bytes in hex')
    .optional(),
  /** 1 unit of `currency` = `rate` units of the workspace's currency on `date`. */
  rates: z.array(z.strictObject({ currency, date: plainDate, rate: decimal })).default([]),
  /** What is the workspace's own and counts for nothing: IP addresses or networks (CIDR), phones (E.164), visitors. */
  exclusions: z.strictObject({ addresses: texts, phones: texts, visitors: texts }).prefault({}),
  /** Domains that pass visitors on (payment, identity), treated as no referrer; added to the built-in ones. */
  referrerExclusions: texts,
  /** Ordered rules in front of the channel list, and ordered campaign names (shapes: `domain`, origin). */
  channelRules: z.array(z.record(z.string(), z.unknown())).default([]),
  campaignRules: z.array(z.record(z.string(), z.unknown())).default([]),
  /** What a run takes instead of the defaults (attribution.md, section 4). */
  run: z
    .strictObject({
      lookbackDays: positiveDays,
      journeyEnd: z.enum(['enquiry', 'conversion']),
      skewSeconds: z.number().min(0).max(86_400),
      leadUniqueDays: positiveDays,
      hubLimits: z.strictObject({ others: z.int().positive(), visitors: z.int().positive() }),
      halfLifeDays: positiveDays,
    })
    .partial()
    .default({}),
});

export interface Workspace extends Omit<z.output<typeof workspaceSchema>, 'hashKey'> {
  readonly id: string;
  /** 32 bytes. */
  readonly hashKey: Uint8Array;
}
