export { createQueryRoutes } from './routes/create-query-routes.ts';
export type { QueryDeps } from './routes/deps.ts';
export type { Workspaces, WorkspaceView } from './request/workspace-view.ts';
export type { PipelineStatus, StatusJson } from './status/pipeline-status.ts';
export type { AttributedPerson, AttributePersons } from './attribution/attribute-persons.ts';
export { openApiDocument } from './openapi/open-api-document.ts';
export type { OpenApiDocument } from './openapi/open-api-document.ts';
