import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { normaliseEmail } from './normalise-email.ts';
import { isCountry } from './is-country.ts';
import { normalisePhone } from './normalise-phone.ts';

test.each<[string | null, string | null]>([
  ['8 495 123-45-67', '+74951234567'],
  ['+7 (999) 123-45-67 доб. 12', '+79991234567'],
  ['89161234567 доб 5', '+79161234567'],
  ['+7 916 123 45 67#12', '+79161234567'],
  ['495 1234567', '+74951234567'],
  ['8 800 555 35 35', '+78005553535'],
  ['7701 123 45 67', '+77011234567'],
  ['79000000142', '+79000000142'],
  ['380501234567', '+380501234567'],
  ['+33 1 70 00 00 11', '+33170000011'],
  ['+13035550142', '+13035550142'],
  ['8 10 49 30 1234567', '+49301234567'],
  ['00 49 30 123456', '+4930123456'],
  ['sip:+79161234567@pbx.ru', '+79161234567'],
  ['SIP:op1@acme.mangosip.ru', null],
  ['tel:+79161234567;ext=5', '+79161234567'],
  ['+7 495 123-45-67, 8 916 123-45-67', '+74951234567'],
  ['8 916 123 45 67 (Иван)', '+79161234567'],
  ['anonymous', null],
  ['Anonymous', null],
  ['+266696687', null],
  ['112', null],
  ['+7', null],
  ['', null],
  [null, null],
  ['9'.repeat(5000), null],
])('phone %s', (text, expected) => {
  expect(normalisePhone(text, 'RU')).toBe(expected);
});

test('a Russian mobile left as it is, is what the library makes of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.constantFrom('RU', 'KZ', 'DE'), (digits, country) => {
      const phone = `+79${String(digits).padStart(9, '0')}`;
      const parsed = parsePhoneNumberFromString(phone, { defaultCountry: country });
      expect([parsed?.isPossible(), parsed?.number]).toEqual([true, phone]);
      expect(normalisePhone(phone, country)).toBe(phone);
    }),
  );
});

test('a national number is read by its country, an international one by none', () => {
  expect(normalisePhone('(303) 555-0177', 'US')).toBe('+13035550177');
  expect(normalisePhone('79000000142', 'US')).toBe('+79000000142');
  expect(normalisePhone('+79000000142', 'no such country')).toBe('+79000000142');
  expect(normalisePhone('030 1234567', 'no such country')).toBeNull();
});

test.each<[string | null, string | null]>([
  ['  Ann.B@Shop.RU ', 'ann.b@shop.ru'],
  ['mailto:a@b.ru', 'a@b.ru'],
  ['a@пример.рф', 'a@пример.рф'],
  ['a@b', null],
  ['a b@c.ru', null],
  ['a@b@c.ru', null],
  ['', null],
  [null, null],
  [`${'a'.repeat(260)}@b.ru`, null],
])('email %s', (text, expected) => {
  expect(normaliseEmail(text)).toBe(expected);
});

test.each([
  ['RU', true],
  ['GB', true],
  ['UK', false],
  ['EU', false],
  ['XX', false],
  ['ru', false],
  ['constructor', false],
])('country %s: %p', (code, known) => expect(isCountry(code)).toBe(known));
