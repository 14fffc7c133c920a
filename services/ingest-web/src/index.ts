export { createIngestWeb, type IngestWeb } from './app.ts';
export type { IngestWebDeps } from './deps.ts';
export type { Rejection, RejectionCode, WorkspaceView } from './reading/reading.ts';
export { EVENT_SCHEMAS, COST_ROW_SCHEMA } from './types/schemas.ts';
export { replayRejected, type Replayed } from './replay-rejected.ts';
