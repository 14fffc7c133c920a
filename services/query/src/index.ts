export { createQueryRoutes } from './routes/create-query-routes.ts';
export type { QueryDeps } from './routes/deps.ts';
export type { Workspaces, WorkspaceView } from './request/workspace-view.ts';
export type { Deliveries } from './health/deliveries.ts';
export type { CampaignMappings, StoredMapping } from './mapping/campaign-mappings.ts';
export type { PipelineStatus, RebuildJson, StatusJson } from './status/pipeline-status.ts';
export type { AttributedPerson, AttributePersons } from './attribution/attribute-persons.ts';
export { openApiDocument } from './openapi/open-api-document.ts';
export type { OpenApiDocument } from './openapi/open-api-document.ts';
