export { ConfigError, CONFIG_PREFIX, loadConfig, type Environment } from './load-config.ts';
export { envExample } from './env-example.ts';
export { nearestName } from './nearest-name.ts';
export { plainIssue } from './plain-issue.ts';
