import { isSealed, seal, unseal } from './seal.ts';

/** Names of fields whose texts are secrets, at any depth: `secret`, `signingKey`, `signingKeys`, `apiToken`, `password` ... */
export const isSecretName = (name: string): boolean => /(secret|key|token|password)s?$/i.test(name);

/** Every secret text of a value sealed; the rest as it is. */
export function sealSecrets(value: unknown, masterKey: Uint8Array, place: string): unknown {
  return mapSecrets(value, place, false, (text, at) => seal(text, masterKey, at));
}

/** The reverse of `sealSecrets`. @throws WrongMasterKeyError */
export function unsealSecrets(value: unknown, masterKey: Uint8Array, place: string): unknown {
  return mapSecrets(value, place, false, (text, at) => (isSealed(text) ? unseal(text, masterKey, at) : text));
}

function mapSecrets(value: unknown, at: string, secret: boolean, map: (text: string, at: string) => string): unknown {
  if (typeof value === 'string') return secret ? map(value, at) : value;
  if (Array.isArray(value)) return value.map((item, index) => mapSecrets(item, `${at}/${index}`, secret, map));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(
    fields.map(([name, field]) => [name, mapSecrets(field, `${at}/${name}`, secret || isSecretName(name), map)]),
  );
}
