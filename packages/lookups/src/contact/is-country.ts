import { isSupportedCountry } from 'libphonenumber-js/max';

const CODE = /^[A-Z]{2}$/;

/**
 * An ISO 3166-1 code whose national phone numbers can be read. Others, such as UK (it is GB) or EU, would silently leave
 * every phone without a country code nobody's.
 */
export const isCountry = (code: string): boolean => CODE.test(code) && isSupportedCountry(code);
