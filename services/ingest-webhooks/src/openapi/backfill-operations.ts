import {
  BODY_REFUSALS,
  jsonAnswer,
  KEY_REFUSALS,
  needsKey,
  refusals,
  WORKSPACE_PARAMETER,
  type JsonSchema,
  type OpenApiOperation,
} from '@throughline/runtime';
import { backfillRequest } from '../list/backfill-routes.ts';
import { RUN_STATES } from '../list/list-run.ts';
import { schemaOf } from './schema-of.ts';
import { idInPath, TROUBLE } from './source-operations.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const instant = { type: 'string', format: 'date-time' };
const common = { tags: ['Sources'], security: needsKey('admin'), parameters: [idInPath, WORKSPACE_PARAMETER] };

const run: JsonSchema = {
  type: 'object',
  required: ['id', 'kind', 'state', 'from', 'to', 'started_at', 'updated_at', 'pages', 'items'],
  properties: {
    id: text,
    kind: { enum: ['backfill', 'reconciliation'] },
    state: { enum: RUN_STATES },
    from: instant,
    to: instant,
    started_at: instant,
    updated_at: instant,
    pages: { ...whole, description: 'Answers that are kept' },
    items: { ...whole, description: 'Deals, leads or calls on them' },
    share: {
      type: 'number',
      description: 'How much is read, 0 to 1; absent where the provider does not let it be known',
    },
    waiting: { type: 'object', description: 'Why it waits', properties: TROUBLE },
  },
};

const status = jsonAnswer('The last backfill and the last reconciliation', {
  type: 'object',
  required: ['source', 'complete_from'],
  properties: {
    source: text,
    complete_from: { ...instant, description: 'From when on everything of it is known' },
    backfill: run,
    reconciliation: run,
  },
});

/** `POST /v1/sources/{id}/backfill`. */
export const START_BACKFILL: OpenApiOperation = {
  ...common,
  summary: 'Read the history of a source by the list API of its provider',
  description: 'It goes on in the background, behind what comes live, and after a restart; one at a time.',
  requestBody: { required: true, content: { 'application/json': { schema: schemaOf(backfillRequest) } } },
  responses: {
    '202': status,
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({
      '404': 'There is no such source',
      '409': 'A backfill is under way',
      '422': 'A bad member of the body, a provider without a list API, or no access to it',
    }),
  },
};

/** `GET /v1/sources/{id}/backfill`. */
export const SHOW_BACKFILL: OpenApiOperation = {
  ...common,
  summary: 'How far the reading of history is',
  responses: { '200': status, ...KEY_REFUSALS, ...refusals({ '404': 'There is no such source' }) },
};

/** `DELETE /v1/sources/{id}/backfill`. */
export const CANCEL_BACKFILL: OpenApiOperation = {
  ...common,
  summary: 'Break off the reading of history; what was read stays',
  responses: {
    '200': status,
    ...KEY_REFUSALS,
    ...refusals({ '404': 'There is no such source', '409': 'No backfill is under way' }),
  },
};
