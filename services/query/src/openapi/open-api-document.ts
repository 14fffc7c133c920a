/** The OpenAPI 3.1 document of the whole product: this service's paths and those others contribute. */
import { createDocument } from 'zod-openapi';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { queryPaths } from './query-paths.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** `others` are the paths of other services, in the same form; a path may be told by one service only. */
export const openApiDocument = (version: string, others: readonly ZodOpenApiPathsObject[] = []): OpenApiDocument => {
  const paths: ZodOpenApiPathsObject = { ...queryPaths };
  for (const [path, item] of others.flatMap((contributed) => Object.entries(contributed))) {
    if (path in paths) throw new Error(`two services tell of ${path}`);
    Object.assign(paths, { [path]: item });
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Throughline',
      version,
      description: 'End-to-end marketing analytics: from the first ad click to the last rouble of a sale.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key with the scope of the route' } },
    },
    paths,
  });
};
