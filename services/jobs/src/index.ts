export { startJobs, type Job, type JobsDeps } from './app.ts';
export { startSharedJobs, type SharedJobsDeps } from './shared-jobs.ts';
