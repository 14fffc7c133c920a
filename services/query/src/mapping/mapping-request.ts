/** What is sent to change a campaign mapping, and what is wrong with it. */
import type { ProblemDetail } from '@throughline/runtime';
import * as z from 'zod';

/** A rule is asked of every campaign of a report: more than a person reads through, few enough to be walked. */
const MOST_RULES = 2_000;
const value = z.string().trim().min(1).max(500);
/** Sources are compared as they are received: trimmed and in lower case. */
const source = z.string().trim().toLowerCase().min(1).max(500).optional();

export const campaignRule = z
  .strictObject({
    kind: z
      .enum(['id', 'exact', 'template'])
      .meta({ description: 'What `value` is: a campaign id, the whole campaign, or one with `*` for any characters' }),
    source: source.meta({ description: 'Only of this source; any unless named' }),
    value: value.meta({ description: 'What the campaign is compared with', example: 'okna_msk_*' }),
    name: value.meta({ description: 'What reports call it', example: 'окна | москва' }),
  })
  .meta({ id: 'CampaignRule' });

export const mappingRequest = z.strictObject({ rules: z.array(campaignRule).max(MOST_RULES) });
export const acceptRequest = z.strictObject({
  source: source.meta({ description: 'The source that visits and spend share' }),
  from: value.meta({ description: 'The campaign of the visits, as received' }),
  to: value.meta({ description: 'The campaign of the spend: what reports shall call both' }),
});

export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly ProblemDetail[] };

/** The body by a schema, or every error with its pointer. */
export const readBy = <T extends z.ZodType>(schema: T, body: unknown): Read<z.output<T>> => {
  const result = schema.safeParse(body);
  if (result.success) return { ok: true, value: result.data };
  const errors = result.error.issues.slice(0, MOST_ERRORS).map((issue) => ({
    pointer: issue.path.map((part) => `/${String(part)}`).join(''),
    code: issue.code,
    detail: issue.message,
  }));
  return { ok: false, errors };
};
const MOST_ERRORS = 20;
