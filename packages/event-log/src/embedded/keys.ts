/** Key of a block: topic id, partition, offset of its first record; big-endian, so that keys sort as offsets do. */
export function blockKey(topicId: number, partition: number, offset: number): Buffer {
  const key = Buffer.allocUnsafe(12);
  key.writeUInt16BE(topicId, 0);
  key.writeUInt16BE(partition, 2);
  key.writeUInt32BE(Math.floor(offset / 2 ** 32), 4);
  key.writeUInt32BE(offset >>> 0, 8);
  return key;
}

export const offsetOfKey = (key: Uint8Array): number => {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  return bytes.readUInt32BE(4) * 2 ** 32 + bytes.readUInt32BE(8);
};

/** The greatest offset there can be: a key beyond every block of a partition. */
export const BEYOND = Number.MAX_SAFE_INTEGER;
