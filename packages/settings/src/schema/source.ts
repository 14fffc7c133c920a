import { z } from 'zod';
import { country, currency, sha256Hex, timeZone } from './formats.ts';

/** A configured origin of data: one call-tracking account, one CRM. */
export const sourceSchema = z.strictObject({
  workspace: z.string().min(1),
  provider: z.string().min(1),
  name: z.string().min(1).max(200),
  /**
   * What it does, by its provider (Calltouch: call_tracking, Mango Office: telephony, amoCRM: crm). Decides whose record
   * of one call gives the enquiry's id; any other word ranks last.
   */
  role: z.string().min(1).default('other'),
  /** SHA-256 of the token in its hook address; absent for a source without hooks. */
  tokenHash: sha256Hex.optional(),
  /** Settings by their names in the code. Those named `...secret`, `...key`, `...token`, `...password`, one or several, are sealed. */
  settings: z
    .looseObject({
      timeZone: timeZone.optional(),
      country: country.optional(),
      currency: currency.optional(),
      secret: z.string().optional(),
      signingKey: z.string().optional(),
      /** The address as the provider calls it, where a proxy changes the path: some providers sign it. */
      hookUrl: z.url().optional(),
    })
    .default({}),
  enabled: z.boolean().default(true),
  /** Epoch milliseconds. */
  createdAt: z.number().int().nonnegative(),
});

export interface Source extends z.output<typeof sourceSchema> {
  readonly id: string;
}
