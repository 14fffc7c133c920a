export { deviceOf } from './agent/device-of.ts';
export { isBot } from './agent/is-bot.ts';
export { isCountry } from './contact/is-country.ts';
export { normaliseEmail } from './contact/normalise-email.ts';
export { normalisePhone } from './contact/normalise-phone.ts';
export { registeredDomain } from './domain/registered-domain.ts';
export { originLookups } from './origin-lookups.ts';
export { RULES_HASH } from './rules/rules-hash.ts';
