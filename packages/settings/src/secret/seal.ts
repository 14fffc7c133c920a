import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { WrongMasterKeyError } from '../errors.ts';

const ALGORITHM = 'aes-256-gcm';
const PREFIX = 'sealed:1:';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const MASTER_KEY_BYTES = 32;

/**
 * Seals a text by AES-256-GCM: `sealed:1:` and the base64url of nonce (12 random bytes), ciphertext, tag (16).
 * @param place what the text belongs to; it is authenticated, so a sealed text cannot be moved to another place
 */
export function seal(text: string, masterKey: Uint8Array, place: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, masterKey, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return PREFIX + sealed.toString('base64url');
}

export const isSealed = (text: string): boolean => text.startsWith(PREFIX);

/** @throws WrongMasterKeyError also when the text was altered or moved: the cipher cannot tell these apart */
export function unseal(sealed: string, masterKey: Uint8Array, place: string): string {
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
  try {
    const decipher = createDecipheriv(ALGORITHM, masterKey, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new WrongMasterKeyError(place, { cause });
  }
}
