import { isSecretName } from '@throughline/settings';

/** A value for showing: what stands under a secret's name is `***`, at every depth; the rest as it is. */
export function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, isSecretName(name) ? '***' : maskSecrets(field)]),
  );
}
