import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/** HMAC-SHA-256 of what lies in `buffer` from `start` on, up to `end`, as 64 lower-case hex digits. */
export interface KeyedDigest {
  /** Room for a message of so many bytes; what was in it before is kept. The message goes to `start`. */
  room(bytes: number): Buffer;
  readonly start: number;
  digest(end: number): string;
}

const digests = new WeakMap<Uint8Array, KeyedDigest>();

/** The digest under a key, remembered by the key's object: Node's Hmac costs twice as much, most of it its making. */
export function keyedDigest(key: Uint8Array): KeyedDigest {
  let digest = digests.get(key);
  if (digest === undefined) digests.set(key, (digest = createKeyedDigest(key)));
  return digest;
}

/** RFC 2104: H(K ^ opad, H(K ^ ipad, message)); the padded keys stand in front of both messages for good. */
function createKeyedDigest(key: Uint8Array): KeyedDigest {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  let inner = Buffer.alloc(BLOCK_BYTES + 1_024);
  for (let index = 0; index < BLOCK_BYTES; index++) {
    inner[index] = (block[index] ?? 0) ^ 0x36;
    outer[index] = (block[index] ?? 0) ^ 0x5c;
  }
  return {
    start: BLOCK_BYTES,
    room(bytes) {
      if (BLOCK_BYTES + bytes > inner.length) {
        const larger = Buffer.alloc((BLOCK_BYTES + bytes) * 2);
        inner.copy(larger);
        inner = larger;
      }
      return inner;
    },
    digest(end) {
      outer.write(hash('sha256', inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'binary');
      return hash('sha256', outer, 'hex');
    },
  };
}
