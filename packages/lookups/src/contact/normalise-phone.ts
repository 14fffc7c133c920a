import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Longer texts hold no phone and only cost time. */
const LONGEST = 100;
/** Digits that may be a whole international number without its plus. */
const DIGITS = /^\d{10,15}$/;
/** A Russian mobile as it should be, the most frequent phone of all: nothing to do, where the library takes 4 us. */
const RUSSIAN_MOBILE = /^\+79\d{9}$/;
const SEPARATORS = /[,;/|\n]/;

/**
 * A phone in E.164, without its extension; null when the text holds no possible number (`anonymous`, `sip:op1@...`,
 * short numbers, empty).
 * @param country ISO 3166 code that national numbers are read by; unknown ones mean none.
 */
export function normalisePhone(text: string | null | undefined, country: string): string | null {
  if (text?.length === 12 && RUSSIAN_MOBILE.test(text)) return text;
  const phone = withoutSip((text ?? '').trim());
  if (phone === '' || phone.length > LONGEST) return null;
  const read = possible(phone, country);
  if (read !== null) return read;
  // Of several numbers in one field the first is the one that calls back. RFC 3966 parameters are no second number.
  const [first = ''] = phone.split(SEPARATORS);
  return first === phone || phone.startsWith('tel:') ? null : possible(first.trim(), country);
}

function possible(text: string, country: string): string | null {
  const parsed = parse(text, country);
  if (parsed !== null) return parsed;
  const digits = text.replace(/[\s().-]/g, '');
  // `00` is the international prefix of most countries, but not of Russia's 8~10; and many providers drop the plus.
  if (digits.startsWith('00') && DIGITS.test(digits.slice(2))) return parse(`+${digits.slice(2)}`, country);
  return DIGITS.test(digits) && !digits.startsWith('0') ? parse(`+${digits}`, country) : null;
}

function parse(text: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(text, isSupportedCountry(country) ? { defaultCountry: country } : {});
  return parsed?.isPossible() === true ? parsed.number : null;
}

/** `sip:+79161234567@pbx` names a number, `sip:op1@pbx` a desk. */
function withoutSip(text: string): string {
  const sip = /^sips?:([^@;]*)/i.exec(text);
  return sip === null ? text : (sip[1] ?? '');
}
