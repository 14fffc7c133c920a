const EARLIEST = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

/**
 * Whether a thing can have happened when its clock says: not before 2000, nor more than 24 h after its receipt
 * (attribution.md, section 1). Epoch milliseconds.
 */
export const isBelievable = (at: number, receivedAt: number): boolean => at >= EARLIEST && at <= receivedAt + DAY_MS;
