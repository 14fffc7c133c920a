/** Bodies of the dry runs: a request as the provider would send it, and what to read it by. */
import type { WebhookRequest } from '@throughline/events';
import { z } from 'zod';

const sent = {
  method: z
    .string()
    .regex(/^[A-Za-z]{1,20}$/, 'a method of HTTP')
    .default('POST'),
  /** What follows the token in our address. */
  path: z
    .string()
    .max(2_000)
    .regex(/^(\/.*)?$/s, 'must begin with /')
    .default(''),
  /** Without its `?`. */
  query: z.string().max(100_000).default(''),
  headers: z.record(z.string().max(200), z.string().max(10_000)).default({}),
  /** The text as it is sent; JSON may stand as itself, where its exact bytes do not matter. */
  body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
  /** The exact bytes, where they are no text or are signed. */
  body_base64: z.base64().optional(),
  /** The whole address as the provider calls it; some sign it. */
  url: z.url().max(10_000).optional(),
};

/** Body of `POST /v1/sources/{id}/dry-run`. */
export const dryRunRequest = z
  .strictObject({
    ...sent,
    /** To try: they stand over those of the source, `null` takes one away. */
    settings: z.record(z.string(), z.unknown()).default({}),
  })
  .refine(({ body, body_base64 }) => body === undefined || body_base64 === undefined, ONE_BODY());

/** Body of `POST /v1/sources/dry-run`: of a source that is not made. */
export const newSourceDryRunRequest = z
  .strictObject({ ...sent, provider: z.string(), settings: z.record(z.string(), z.unknown()).default({}) })
  .refine(({ body, body_base64 }) => body === undefined || body_base64 === undefined, ONE_BODY());

function ONE_BODY() {
  return { path: ['body_base64'], message: 'stands instead of body, not beside it' };
}

export type DryRunRequest = z.output<typeof dryRunRequest>;

/** The request as the door would hand it over; null when JSON is nested too deep. `receivedAt` is in epoch milliseconds. */
export function webhookOf(asked: Omit<DryRunRequest, 'settings'>, receivedAt: number): WebhookRequest | null {
  const body = bytesOf(asked);
  if (body === null) return null;
  const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (headers['content-type'] === undefined && body.length > 0) headers['content-type'] = typeOf(body);
  const { method, path: rest, query } = asked;
  return { method: method.toUpperCase(), rest, query: query.replace(/^\?/, ''), headers, body, receivedAt };
}

function bytesOf({ body = '', body_base64: base64 }: Omit<DryRunRequest, 'settings'>): Buffer | null {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  try {
    return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
  } catch (error) {
    // The stack of a recursion; text of any depth goes to the parser, which has a limit.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Whoever pastes a payload alone pastes JSON or a form. */
function typeOf(body: Buffer): string {
  return /^\s*[[{]/.test(body.toString('latin1', 0, 100)) ? 'application/json' : 'application/x-www-form-urlencoded';
}
