export { trackerScript, type TrackerScript } from './tracker-script.ts';
