import type { Express } from 'express';
import { REJECT_REASONS, TOPICS, type RejectedRecord } from '@throughline/events';
import {
  accessOf,
  BODY_LIMITS,
  problem,
  queryOf,
  readBody,
  requireScope,
  sendJson,
  type Authenticator,
} from '@throughline/runtime';
import { z } from 'zod';
import type { RejectedEntry, RejectedIndex } from './rejected-index.ts';
import { replayRejected, type ReplayDeps } from './replay.ts';

export interface RejectedRouteDeps extends ReplayDeps {
  readonly index: RejectedIndex;
  readonly authenticate: Authenticator;
}

/** Most records listed, or read again, by one request. */
const MOST = 1000;
/** Characters of original bytes in one answer, beside its first record: a page ends early rather than fill the memory. */
const MOST_CHARACTERS = 8_000_000;

const limit = z.coerce.number().int().min(1).max(MOST);
const listQuery = z.object({
  source: z.string().optional(),
  reason: z.enum(REJECT_REASONS).optional(),
  cursor: z.string().optional(),
  limit: limit.default(100),
});
const replayBody = z.strictObject({
  ids: z.array(z.string()).max(MOST).optional(),
  source: z.string().optional(),
  reason: z.enum(REJECT_REASONS).optional(),
  limit: limit.default(MOST),
});

/** `GET /v1/rejected` (read) and `POST /v1/rejected/replay` (admin). */
export function rejectedRoutes(app: Express, deps: RejectedRouteDeps): void {
  app.get('/v1/rejected', requireScope('read', deps.authenticate), async (request, response) => {
    const query = checked(listQuery, Object.fromEntries(queryOf(request)), 400);
    const matching = select(await deps.index.open(accessOf(request).workspace), query);
    const from = query.cursor === undefined ? 0 : matching.findIndex(({ id }) => id === query.cursor) + 1;
    const rejected = [];
    let next = from;
    let characters = 0;
    for (const entry of matching.slice(from, from + query.limit)) {
      const record = await deps.index.read(entry);
      characters += record?.bytes.length ?? 0;
      if (characters > MOST_CHARACTERS && rejected.length > 0) break;
      if (record !== null) rejected.push(rejectedJson(entry, record));
      next += 1;
    }
    const last = next < matching.length ? matching[next - 1] : undefined;
    const further = last === undefined ? {} : { next_cursor: last.id };
    sendJson(request, response, 200, JSON.stringify({ rejected, total: matching.length, ...further }));
  });

  app.post('/v1/rejected/replay', requireScope('admin', deps.authenticate), async (request, response) => {
    const body = checked(replayBody, parsedBody(await readBody(request, BODY_LIMITS.webhook)), 422);
    const open = await deps.index.open(accessOf(request).workspace);
    const ids = body.ids === undefined ? null : new Set(body.ids);
    // The oldest first, so that events come to the log in the order in which they should have.
    const chosen = select(open, body)
      .filter(({ id }) => ids?.has(id) ?? true)
      .reverse();
    const result = await replayRejected(chosen.slice(0, body.limit), deps);
    const answer = {
      replayed: result.replayed,
      accepted: result.accepted,
      read_backs: result.readBacks,
      still_rejected: result.stillRejected,
      not_replayable: result.notReplayable,
      remaining: Math.max(0, chosen.length - body.limit),
    };
    sendJson(request, response, 200, JSON.stringify(answer));
  });
}

function select(
  entries: readonly RejectedEntry[],
  { source, reason }: { source?: string | undefined; reason?: string | undefined },
): RejectedEntry[] {
  return entries.filter(
    (entry) => (source ?? entry.source) === entry.source && (reason ?? entry.reason) === entry.reason,
  );
}

function parsedBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw problem(400, 'not_json', 'The body is not JSON.');
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, status: 400 | 422): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, code, message }) => ({
    pointer: `/${path.join('/')}`,
    code,
    detail: message,
  }));
  throw problem(status, 'parameter_invalid', 'A parameter is not valid.', errors);
}

function rejectedJson(entry: RejectedEntry, record: RejectedRecord): object {
  return {
    id: entry.id,
    source: record.source,
    reason: record.reason,
    detail: record.detail,
    ...(record.parts.length === 0 ? {} : { parts: record.parts }),
    received_at: new Date(record.receivedAt).toISOString(),
    ...(record.raw === null ? {} : { raw: { topic: TOPICS.raw, ...record.raw } }),
    ...(record.event === null ? {} : { event: { topic: TOPICS.events, ...record.event } }),
    method: record.method,
    path: record.rest,
    query: record.query,
    headers: record.headers,
    bytes: record.bytes,
  };
}
