export { deviceOf } from './agent/device-of.ts';
export { isBot } from './agent/is-bot.ts';
export * from './contact/index.ts';
export { registeredDomain } from './domain/registered-domain.ts';
export { originLookups } from './origin-lookups.ts';
export { RULES_HASH } from './rules/rules-hash.ts';
