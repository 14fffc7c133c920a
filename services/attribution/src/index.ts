export { attributeBatch, groupsOf, recordAndDue, startPipeline, type Groups, type PipelineDeps } from './pipeline.ts';
export { createPipelineStatus, type PipelineStatus, type StatusReport } from './status.ts';
export { rebuildWarehouse, type RebuildDeps, type RebuildResult } from './rebuild.ts';
export { sweep, type SweepDeps } from './sweep.ts';
export { createProjector, type Projector } from './project/projector.ts';
export { createProjectContext, type ProjectContext } from './project/project-context.ts';
export { project, type Projection } from './project/project.ts';
