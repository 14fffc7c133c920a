import type { Express } from 'express';
import { REJECT_REASONS, TOPICS, type RejectedRecord } from '@throughline/events';
import {
  accessOf,
  BODY_LIMITS,
  parseBy,
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

/** Id of an entry: what stands behind it on the topic is newer. */
const cursor = z.string().regex(/^\d{1,9}-\d{1,15}$/, 'the cursor of an answer');
const limit = z.coerce.number().int().min(1).max(MOST);
/** Query of `GET /v1/rejected`. */
export const rejectedQuery = z.strictObject({
  source: z.string().optional(),
  reason: z.enum(REJECT_REASONS).optional(),
  cursor: cursor.optional(),
  limit: limit.default(100),
});
/** Body of `POST /v1/rejected/replay`. */
export const replayRequest = z.strictObject({
  ids: z.array(z.string()).max(MOST).optional(),
  source: z.string().optional(),
  reason: z.enum(REJECT_REASONS).optional(),
  cursor: cursor.optional(),
  limit: limit.default(MOST),
});

/** `GET /v1/rejected` (read) and `POST /v1/rejected/replay` (admin). */
export function rejectedRoutes(app: Express, deps: RejectedRouteDeps): void {
  app.get('/v1/rejected', requireScope('read', deps.authenticate), async (request, response) => {
    const { workspace: _, ...asked } = Object.fromEntries(queryOf(request));
    const query = checked(rejectedQuery, asked, 400);
    const matching = select(await deps.index.open(accessOf(request).workspace), query);
    // The entry of the cursor may have been settled meanwhile: its place remains.
    const older = (entry: RejectedEntry): boolean => query.cursor === undefined || isNewer(query.cursor, entry.id);
    const from = matching.findIndex(older);
    const rejected = [];
    let next = from < 0 ? matching.length : from;
    let characters = 0;
    for (const entry of matching.slice(next, next + query.limit)) {
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
    const body = checked(replayRequest, parsedBody(await readBody(request, BODY_LIMITS.webhook)), 422);
    const open = await deps.index.open(accessOf(request).workspace);
    const ids = body.ids === undefined ? null : new Set(body.ids);
    // The oldest first, so that events come to the log in the order in which they should have.
    const chosen = select(open, body)
      .filter(({ id }) => (ids?.has(id) ?? true) && (body.cursor === undefined || isNewer(id, body.cursor)))
      .reverse();
    const reached = chosen.slice(0, body.limit);
    const result = await replayRejected(reached, deps);
    const last = reached.length < chosen.length ? reached.at(-1) : undefined;
    const answer = {
      replayed: result.replayed,
      accepted: result.accepted,
      read_backs: result.readBacks,
      still_rejected: result.stillRejected,
      not_replayable: result.notReplayable,
      remaining: chosen.length - reached.length,
      ...(last === undefined ? {} : { next_cursor: last.id }),
    };
    sendJson(request, response, 200, JSON.stringify(answer));
  });
}

/** Whether one id stands behind another on the topic. */
function isNewer(id: string, than: string): boolean {
  const [partition = 0, offset = 0] = id.split('-').map(Number);
  const [otherPartition = 0, otherOffset = 0] = than.split('-').map(Number);
  return partition > otherPartition || (partition === otherPartition && offset > otherOffset);
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

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, status: 400 | 422): z.output<Schema> {
  const parsed = parseBy(schema, value);
  if (parsed.kind === 'ok') return parsed.value;
  throw problem(status, 'parameter_invalid', 'A parameter is not valid.', parsed.errors);
}

function rejectedJson(entry: RejectedEntry, record: RejectedRecord): object {
  return {
    id: entry.id,
    source: record.source,
    reason: record.reason,
    detail: record.detail,
    ...(record.parts.length === 0 ? {} : { parts: record.parts }),
    received_at: new Date(record.receivedAt).toISOString(),
    ...(record.requestId === '' ? {} : { request_id: record.requestId }),
    ...(record.raw === null ? {} : { raw: { topic: TOPICS.raw, ...record.raw } }),
    ...(record.event === null ? {} : { event: { topic: TOPICS.events, ...record.event } }),
    ...(record.listed === undefined ? {} : { listed: record.listed }),
    method: record.method,
    path: record.rest,
    query: record.query,
    headers: record.headers,
    bytes: record.bytes,
  };
}
