import type { Express } from 'express';
import { BODY_LIMITS, problem, readJson, requireScope, type Authenticator } from '@throughline/runtime';
import { z } from 'zod';
import { sourceSetup } from '../source/source-setup.ts';
import { sourceOf } from '../sources/source-of.ts';
import { statedInstant } from '../wire/stated-instant.ts';
import { retranslateSource, type RetranslateDeps, type Retranslation } from './retranslate-source.ts';

/** Body of `POST /v1/sources/{id}/retranslate`. */
export const retranslateRequest = z.strictObject({
  /** A date is its midnight in the source's zone, and so is a time without an offset read. */
  from: z.string(),
});

const BEAT_MS = 5_000;

/**
 * `POST /v1/sources/{id}/retranslate` (admin): reads the source's requests again; answers lines of JSON while it goes
 * on. One at a time.
 */
export function retranslateRoutes(
  app: Express,
  deps: RetranslateDeps & { readonly authenticate: Authenticator },
): void {
  let before: Promise<unknown> = Promise.resolve();
  app.post('/v1/sources/:id/retranslate', requireScope('admin', deps.authenticate), async (request, response) => {
    const { id } = await sourceOf(request, deps.settings);
    const zone = sourceSetup(deps.settings.state(), id)?.timeZone ?? 'UTC';
    const from = instantIn(await readJson(request, BODY_LIMITS.webhook), zone);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const say = (state: string, said: object): void => void response.write(`${JSON.stringify({ state, ...said })}\n`);
    let last: object = {};
    // A long silence would look like a dead instance to whoever waits.
    const beat = setInterval(() => say('reading', last), BEAT_MS);
    const running = before.then(() => retranslateSource(id, from, deps, (progress) => (last = outside(progress))));
    before = running.catch(() => undefined);
    try {
      say('done', outside(await running));
    } catch (error) {
      say('failed', { detail: error instanceof Error ? error.message : String(error) });
    }
    clearInterval(beat);
    response.end();
  });
}

const outside = ({ requests, events, readBacks, rejected, retracted }: Retranslation): object => ({
  ...{ requests, events, read_backs: readBacks, rejected, retracted },
});

/** @throws 422 when the body says no time */
function instantIn(body: unknown, zone: string): number {
  const parsed = retranslateRequest.safeParse(body);
  const text = parsed.success ? parsed.data.from : '';
  const at = statedInstant(text, zone);
  if (at !== null) return at;
  const detail = 'a date, or a time as 2026-03-01T12:00:00+03:00';
  throw problem(422, 'parameter_invalid', 'A parameter is not valid.', [{ pointer: '/from', code: 'invalid', detail }]);
}
