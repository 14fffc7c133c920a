import { troubleJson } from '../api/what-to-do.ts';
import type { ListRun } from './list-run.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** A run as `GET /v1/sources/{id}/backfill` shows it. */
export function runJson({ run, kind, state, from, to, startedAt, updatedAt, pages, items, share, waiting }: ListRun) {
  return {
    id: run,
    kind,
    state,
    from: iso(from),
    to: iso(to),
    started_at: iso(startedAt),
    updated_at: iso(updatedAt),
    pages,
    items,
    ...(share === null ? {} : { share: Math.round(share * 1000) / 1000 }),
    ...(waiting === null ? {} : { waiting: troubleJson(waiting) }),
  };
}
