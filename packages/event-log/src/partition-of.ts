const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/**
 * Partition of a key: murmur2 over its UTF-8 bytes, as Kafka's own producers do, so that a record has the same
 * partition in every mode. Stable for ever: it decides the order of records already written.
 * Source: `org.apache.kafka.common.utils.Utils.murmur2` and `toPositive`.
 */
export function partitionOf(key: string, partitions: number): number {
  return partitions === 1 ? 0 : (murmur2(key) & 0x7fffffff) % partitions;
}

/** Keys are nearly always ASCII: their char codes are their bytes, and nothing need be allocated. */
export function murmur2(key: string): number {
  for (let i = 0; i < key.length; i += 1) {
    if (key.charCodeAt(i) > 0x7f) {
      const bytes = Buffer.from(key);
      return hash(bytes.length, (at) => bytes[at] ?? 0);
    }
  }
  return hash(key.length, (at) => key.charCodeAt(at));
}

function hash(length: number, byte: (at: number) => number): number {
  let h = SEED ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = length - whole;
  if (rest >= 3) h ^= byte(whole + 2) << 16;
  if (rest >= 2) h ^= byte(whole + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ byte(whole), M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}
