/** A utm-like value trimmed and lower-cased; `''` when there is none (attribution.md, section 2). */
export const normaliseValue = (value: string | null | undefined): string => (value ?? '').trim().toLowerCase();
