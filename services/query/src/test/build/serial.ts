/** Numbers and hex digits that never repeat within a test file. */
let last = 0;
export const serial = (): number => (last += 1);
export const hex = (length: number): string => serial().toString(16).padStart(length, '0');
