export { startJobs, type Job, type JobsDeps } from './app.ts';
