import { jsonAnswer, type OpenApiAnswers, type OpenApiPart } from '@throughline/runtime';
import { REGISTRY_PATHS, SCHEMA_REGISTRY_PATH } from '../registry/registry-paths.ts';

const refusal = jsonAnswer('Not there, by the error codes of the Schema Registry API', {
  type: 'object',
  required: ['error_code', 'message'],
  properties: { error_code: { type: 'integer' }, message: { type: 'string' } },
});

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  id: 'The number in the header of a record: its second to fifth byte',
  subject: 'A topic and a type of event, for example `events-throughline.VisitStarted`',
  version: 'A number from 1, or `latest`',
};

/** `schemaRegistryRoutes`, for the OpenAPI document. */
export const SCHEMA_REGISTRY_PART: OpenApiPart = {
  paths: Object.fromEntries(
    Object.entries(REGISTRY_PATHS).map(([path, { summary }]) => [
      SCHEMA_REGISTRY_PATH + path.replaceAll(/:(\w+)/g, '{$1}'),
      {
        get: {
          tags: ['Schema registry'],
          summary,
          parameters: [...parametersOf(path)],
          responses: answersOf(path),
        },
      },
    ]),
  ),
};

function* parametersOf(path: string) {
  for (const [, name = ''] of path.matchAll(/:(\w+)/g))
    yield {
      name,
      in: 'path',
      required: true,
      description: DESCRIPTIONS[name] ?? '',
      schema: { type: 'string' },
    } as const;
  if (path === '/subjects')
    yield {
      name: 'subjectPrefix',
      in: 'query',
      description: 'Only subjects that begin so',
      schema: { type: 'string' },
    } as const;
}

function answersOf(path: string): OpenApiAnswers {
  const answer = jsonAnswer("As Confluent's Schema Registry answers", {});
  if (!path.includes(':')) return { '200': answer };
  return { '200': answer, '404': refusal, ...(path.includes(':version') && { '422': refusal }) };
}
