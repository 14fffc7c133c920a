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
import { API_TROUBLES } from '../api/call-api.ts';
import { PROVIDERS } from '../provider/registry.ts';
import { retranslateRequest } from '../retranslate/retranslate-routes.ts';
import { changeRequest } from '../sources/change-source.ts';
import { sourceRequest } from '../sources/read-source-request.ts';
import { COMMON_SETTINGS, outsideName } from '../sources/setting-names.ts';
import { schemaOf } from './schema-of.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const instant = { type: 'string', format: 'date-time' };
const countByReason = { type: 'object', additionalProperties: whole };
const tags = ['Sources'];
const security = needsKey('admin');
const parameters = [WORKSPACE_PARAMETER];

/** The settings of the request are checked by the provider's own schema; told here are their names. */
export const settings: JsonSchema = {
  type: 'object',
  description: [
    `Of every source: ${[...COMMON_SETTINGS].map(outsideName).join(', ')}`,
    ...PROVIDERS.filter(({ settingNames }) => settingNames.length > 0).map(
      ({ name, settingNames }) => `${name}: ${settingNames.map(outsideName).join(', ')}`,
    ),
  ].join('. '),
  additionalProperties: true,
};
const requested = schemaOf(sourceRequest);

/** `POST /v1/sources`. */
export const CREATE_SOURCE: OpenApiOperation = {
  tags,
  summary: 'Make a source of webhooks',
  security,
  parameters,
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { ...requested, properties: { ...(requested['properties'] as JsonSchema), settings } },
      },
    },
  },
  responses: {
    '201': jsonAnswer('The source, and the address to give to the provider', {
      type: 'object',
      required: ['id', 'hook_url', 'token'],
      properties: { id: text, hook_url: { type: 'string', format: 'uri' }, token: text },
    }),
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({ '422': 'The source is not valid' }),
  },
};

/** What is wrong with an API, and what to do: `troubleJson`. */
export const TROUBLE: JsonSchema = {
  reason: { enum: API_TROUBLES.filter((trouble) => trouble !== 'resting') },
  detail: text,
  since: instant,
  what_to_do: { type: 'object', required: ['en', 'ru'], properties: { en: text, ru: text } },
};

const source: JsonSchema = {
  type: 'object',
  required: ['id', 'provider', 'name', 'role', 'enabled', 'created_at', 'complete_from', 'settings', 'health'],
  properties: {
    id: text,
    provider: text,
    name: text,
    role: text,
    enabled: { type: 'boolean' },
    created_at: instant,
    complete_from: { ...instant, description: 'From when on everything of it is known' },
    settings: { type: 'object', description: 'Secrets are masked' },
    health: {
      type: 'object',
      description: 'Empty of a site: `GET /v1/sites/{id}/check` and the report data-health tell of it',
      properties: {
        state: { enum: ['healthy', 'unhealthy'], description: 'How its API answers; absent: not asked yet' },
        ...TROUBLE,
        last_event: instant,
        accepted: whole,
        rejected: whole,
        duplicates: whole,
        ignored: whole,
        rejected_by: countByReason,
        ignored_by: countByReason,
      },
    },
  },
};

/** `GET /v1/sources`. */
export const LIST_SOURCES: OpenApiOperation = {
  tags,
  summary: 'Sources and how they fare',
  security,
  parameters,
  responses: {
    '200': jsonAnswer('Sources with their health since the process started', {
      type: 'object',
      required: ['sources'],
      properties: { sources: { type: 'array', items: source } },
    }),
    ...KEY_REFUSALS,
  },
};

export const idInPath = {
  name: 'id',
  in: 'path' as const,
  required: true,
  description: 'Id of the source',
  schema: text,
};
const changed = schemaOf(changeRequest);

/** `PATCH /v1/sources/{id}`. */
export const CHANGE_SOURCE: OpenApiOperation = {
  tags,
  summary: 'Change a source: those settings that are given, `null` takes one away',
  security,
  parameters: [idInPath, WORKSPACE_PARAMETER],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { ...changed, properties: { ...(changed['properties'] as JsonSchema), settings } },
      },
    },
  },
  responses: {
    '200': jsonAnswer('The source as it is now', source),
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({ '404': 'There is no such source', '422': 'The source is not valid' }),
  },
};

/** `POST /v1/sources/{id}/retranslate`. */
export const RETRANSLATE_SOURCE: OpenApiOperation = {
  tags,
  summary: "Read a source's requests again with the present settings and code",
  description:
    'Lines of JSON: `reading` with progress, then `done`, or `failed` with `detail`. What is yielded no more is withdrawn.',
  security,
  parameters: [idInPath, WORKSPACE_PARAMETER],
  requestBody: { required: true, content: { 'application/json': { schema: schemaOf(retranslateRequest) } } },
  responses: {
    '200': {
      description: 'The course of it',
      content: {
        'application/x-ndjson': {
          schema: {
            type: 'object',
            required: ['state'],
            properties: {
              state: { enum: ['reading', 'done', 'failed'] },
              ...{ requests: whole, events: whole, read_backs: whole, rejected: whole, retracted: whole },
              detail: text,
            },
          },
        },
      },
    },
    ...BODY_REFUSALS,
    ...KEY_REFUSALS,
    ...refusals({ '404': 'There is no such source', '422': 'A bad member of the body' }),
  },
};
