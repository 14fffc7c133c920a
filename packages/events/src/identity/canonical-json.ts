/// <reference lib="es2024.string" />
/** Thrown for values that RFC 8785 cannot express: lone surrogates, NaN, infinities, functions, undefined in arrays. */
export class CanonicalJsonError extends Error {
  readonly code = 'not_canonical_json';
}

/**
 * Canonical JSON of a value (RFC 8785): members sorted by UTF-16 code units, no white space, ECMAScript numbers.
 * Members that are `undefined` are left out, as JSON.stringify does. Numbers are binary64: a greater integer of the
 * sender's text has already lost its digits in JSON.parse, exactly as the RFC says it must.
 * @throws CanonicalJsonError
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalText(value);
    case 'number':
      if (!Number.isFinite(value)) throw new CanonicalJsonError(`${String(value)} is not a JSON number`);
      return JSON.stringify(value); // -0 becomes 0, as the RFC demands
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      return members(value as Record<string, unknown>);
    default:
      throw new CanonicalJsonError(`a ${typeof value} is not a JSON value`);
  }
}

function members(value: Record<string, unknown>): string {
  const parts: string[] = [];
  // The default order of sort() is by UTF-16 code units: the order of the RFC.
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) parts.push(`${canonicalText(name)}:${canonicalJson(member)}`);
  }
  return `{${parts.join(',')}}`;
}

/** A string of canonical JSON, with its quotes. @throws CanonicalJsonError */
export function canonicalText(value: string): string {
  if (!value.isWellFormed()) throw new CanonicalJsonError('a string has a lone surrogate');
  return JSON.stringify(value);
}
