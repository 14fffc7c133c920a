export { createIngestWeb, type IngestWeb } from './app.ts';
export type { IngestWebDeps } from './deps.ts';
export { presentEvent } from './live/present-event.ts';
export { INGEST_WEB_PART } from './openapi/ingest-web-part.ts';
export type { Rejection, RejectionCode, WorkspaceView } from './reading/reading.ts';
export { replayRejected, type Replayed } from './replay-rejected.ts';
