/** The OpenAPI 3.1 document of the whole product: this service's paths and those others contribute. */
import { PROBLEM_SCHEMAS } from '@throughline/runtime';
import type { JsonSchema, OpenApiPart, OpenApiPaths } from '@throughline/runtime';
import { createDocument } from 'zod-openapi';
import { PAGES_PART } from './pages-part.ts';
import { queryPaths } from './query-paths.ts';

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly paths: OpenApiPaths;
  readonly components: { readonly securitySchemes: object; readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** `others` are the parts of other services. @throws Error when two tell of one path or name one schema */
export const openApiDocument = (version: string, others: readonly OpenApiPart[] = []): OpenApiDocument => {
  const { openapi, info, paths, components } = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Throughline',
      version,
      description: 'End-to-end marketing analytics: from the first ad click to the last rouble of a sale.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: queryPaths,
  });
  // The same shape under the library's wider types.
  const own = { paths, schemas: components?.schemas } as unknown as OpenApiPart;
  const parts = [own, PAGES_PART, { paths: {}, schemas: PROBLEM_SCHEMAS }, ...others];
  return {
    openapi,
    info,
    paths: joined(parts.map((part) => part.paths)),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key with the scope of the route' } },
      schemas: joined(parts.map(({ schemas = {} }) => schemas)),
    },
  };
};

const joined = <T>(records: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> => {
  const all: Record<string, T> = {};
  for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
    if (name in all) throw new Error(`two services tell of ${name}`);
    all[name] = value;
  }
  return all;
};
