import type { Scope } from '../http/authorize.ts';
import type { JsonSchema, OpenApiAnswer, OpenApiAnswers, OpenApiParameter } from './open-api-part.ts';

/** A shape of the document by its name. */
export const schemaNamed = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** `security` of a route behind `requireScope`. */
export const needsKey = (scope: Scope) => [{ key: [scope] }];

export const jsonAnswer = (description: string, schema: JsonSchema): OpenApiAnswer => ({
  description,
  content: { 'application/json': { schema } },
});

export const textAnswer = (description: string, mediaType: string): OpenApiAnswer => ({
  description,
  content: { [mediaType]: { schema: { type: 'string' } } },
});

/** Answers that are problems, by status. */
export const refusals = (descriptions: Readonly<Record<string, string>>): OpenApiAnswers =>
  Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema: schemaNamed('Problem') } } },
    ]),
  );

/** What `requireScope` refuses. */
export const KEY_REFUSALS = refusals({
  '401': 'No valid key',
  '403': 'The key lacks the scope',
  '404': 'No such workspace',
});

/** What `readBody` refuses. */
export const BODY_REFUSALS = refusals({
  '400': 'The body cannot be read',
  '413': 'The body is too big',
  '415': 'The encoding of the body is not supported',
});

export const WORKSPACE_PARAMETER: OpenApiParameter = {
  name: 'workspace',
  in: 'query',
  description: 'Workspace; `main` unless named',
  schema: { type: 'string', default: 'main' },
};
