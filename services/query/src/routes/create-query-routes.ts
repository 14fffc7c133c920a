/** All routes of the query service, for its own process or for one that mounts several services on a port. */
import { sendJson } from '@throughline/runtime';
import type { Express } from 'express';
import { attributeOverWarehouse } from '../attribution/attribute-over-warehouse.ts';
import { openApiDocument } from '../openapi/open-api-document.ts';
import { MAPPING_PART } from '../openapi/mapping-part.ts';
import { SCHEMA_REGISTRY_PART } from '../openapi/schema-registry-part.ts';
import { createConversionRows } from '../report/conversion-rows.ts';
import { conversionRoutes } from './conversion-routes.ts';
import { dataHealthRoutes } from './data-health-routes.ts';
import type { QueryDeps } from './deps.ts';
import { mappingRoutes } from './mapping-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { schemaRegistryRoutes } from './schema-registry-routes.ts';
import { siteRoutes } from './site-routes.ts';
import { statusRoutes } from './status-routes.ts';

export const createQueryRoutes = (deps: QueryDeps): ((app: Express) => void) => {
  const attribute = deps.attribute ?? attributeOverWarehouse(deps.warehouse);
  const conversionRows = createConversionRows(deps.warehouse, attribute);
  const { version = '0.0.0', openApiParts = [], schemaRegistry = false, mappings } = deps;
  const document = openApiDocument(version, [
    ...openApiParts,
    ...(mappings === undefined ? [] : [MAPPING_PART]),
    ...(schemaRegistry ? [SCHEMA_REGISTRY_PART] : []),
  ]);
  const documentText = JSON.stringify(document);
  return (app) => {
    dataHealthRoutes(app, deps);
    reportRoutes(app, deps, conversionRows);
    conversionRoutes(app, deps, conversionRows, attribute);
    siteRoutes(app, deps);
    statusRoutes(app, deps);
    if (mappings !== undefined) mappingRoutes(app, deps, mappings);
    app.get('/openapi.json', (request, response) => sendJson(request, response, 200, documentText));
    pageRoutes(app, deps, conversionRows, document);
    if (schemaRegistry) schemaRegistryRoutes(app);
  };
};
