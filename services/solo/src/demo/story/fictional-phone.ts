/**
 * Phones that nobody can have, in E.164 without the plus: the code of Moscow and a local number that begins with 0.
 * In a zone of seven digits 0 and 8 are prefixes, so that no local number begins with them. Neither do the shop's own
 * lines (`shop.ts`), which have the other code of Moscow.
 * @param serial 0 to 999,999
 */
export const fictionalPhone = (serial: number): string => `74950${String(serial).padStart(6, '0')}`;
