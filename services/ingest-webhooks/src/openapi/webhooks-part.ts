import type { OpenApiPart } from '@throughline/runtime';
import { CANCEL_BACKFILL, SHOW_BACKFILL, START_BACKFILL } from './backfill-operations.ts';
import { DRY_RUN, DRY_RUN_OF_NEW } from './dry-run-operations.ts';
import { HOOK_PATH } from './hook-path.ts';
import { LIST_REJECTED, REPLAY_REJECTED } from './rejected-operations.ts';
import { CHANGE_SOURCE, CREATE_SOURCE, LIST_SOURCES, RETRANSLATE_SOURCE } from './source-operations.ts';

/** The routes of this service for the OpenAPI document. */
export const WEBHOOKS_PART: OpenApiPart = {
  paths: {
    '/v1/hooks/{source}/{token}': HOOK_PATH,
    '/v1/sources': { post: CREATE_SOURCE, get: LIST_SOURCES },
    '/v1/sources/{id}': { patch: CHANGE_SOURCE },
    '/v1/sources/dry-run': { post: DRY_RUN_OF_NEW },
    '/v1/sources/{id}/dry-run': { post: DRY_RUN },
    '/v1/sources/{id}/retranslate': { post: RETRANSLATE_SOURCE },
    '/v1/sources/{id}/backfill': { post: START_BACKFILL, get: SHOW_BACKFILL, delete: CANCEL_BACKFILL },
    '/v1/rejected': { get: LIST_REJECTED },
    '/v1/rejected/replay': { post: REPLAY_REJECTED },
  },
};
