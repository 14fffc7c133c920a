export { isCountry } from './is-country.ts';
export { normaliseEmail } from './normalise-email.ts';
export { normalisePhone } from './normalise-phone.ts';
