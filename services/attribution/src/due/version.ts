/**
 * Version of a conversion row: epoch * 2^44 + offset of its due + 1 (design, section 1). A row written for a later due
 * of the same candidate replaces the earlier; a rebuild writes version 0 rows below every live one. The epoch rises
 * when the topic is made anew, because offsets begin at 0 again.
 */
export function conversionVersion(epoch: number, offset: number): bigint {
  return (BigInt(epoch) << 44n) + BigInt(offset) + 1n;
}

/** Rows of a rebuild: before any due was seen. */
export const REBUILD_VERSION = 0n;
