export {
  attributeBatch,
  groupsOf,
  recordAndDue,
  startAttributing,
  startPipeline,
  startRecording,
  type Groups,
  type PipelineDeps,
} from './pipeline.ts';
export { createPipelineStatus, type PipelineStatus, type StatusReport } from './status.ts';
export { rebuildWarehouse, type RebuildDeps, type RebuildResult } from './rebuild.ts';
export { sweep, type SweepDeps } from './sweep.ts';
export { EpochOverError } from './due/epoch-over-error.ts';
export { createProjector, type Projector } from './project/projector.ts';
export { runOf, type LineSettings, type LineSettingsSource } from './settings/line-settings.ts';
export { lineSettings } from './settings/settings-of-store.ts';
export { localSteps, type Steps } from './steps/steps.ts';
export { StepThreadError, threadSteps, type ThreadSteps } from './thread/thread-steps.ts';
export { lineTrace, type LineTrace } from './trace/line-trace.ts';
export { createProjectContext, type ProjectContext } from './project/project-context.ts';
export { project, type Projection } from './project/project.ts';
