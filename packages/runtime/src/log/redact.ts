/** Secrets and personal data never reach a log (design, section 5). Text is scrubbed by these rules, in this order. */
const RULES: readonly (readonly [RegExp, string])[] = [
  // The token of a webhook address: /v1/hooks/{source}/{token}
  [/(\/v1\/hooks\/[^/\s?#"]+\/)[^/\s?#"]+/gi, '$1[token]'],
  [/([?&](?:key|token|secret|password|access_token|api_key)=)[^&\s#"]*/gi, '$1[secret]'],
  // User and password in an address: http://user:password@host
  [/(\/\/)[^/\s@"]+:[^/\s@"]*@/g, '$1[secret]@'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, '$1 [secret]'],
  [/[\p{L}\p{N}._%+-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '[email]'],
  // 10 to 15 digits, with or without +, spaces, brackets and dashes between them
  [/(?<![\w.:-])(?:\+|%2B)?\(?\d(?:[\s().-]{0,2}\d){9,14}(?![\w:-]|\.\d)/g, '[phone]'],
];

/** Members whose value is secret or personal whatever it looks like; compared in lower case without `_` and `-`. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  ...['authorization', 'cookie', 'setcookie', 'password', 'secret', 'token', 'apikey', 'accesskey', 'adminkey'],
  ...['masterkey', 'signingkey', 'hashkey', 'clickhousepassword', 'idempotencykey'],
  ...['phone', 'phoneraw', 'caller', 'callee', 'email', 'personal', 'ip'],
]);
const DEEPEST = 8;

/** A URL's path as it may be logged: without hook tokens, secrets, phones and emails. */
export function redactPath(url: string): string {
  return redactText(url);
}

export function redactText(text: string): string {
  return RULES.reduce((scrubbed, [pattern, replacement]) => scrubbed.replace(pattern, replacement), text);
}

/** A copy of a value with every text scrubbed and every secret member replaced. Numbers stay: ids and offsets are some. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return redactMembers(Object.entries(value), depth);
}

function redactMembers(entries: readonly (readonly [string, unknown])[], depth: number): Record<string, unknown> {
  return Object.fromEntries(
    entries.map(([name, member]) => {
      const secret =
        SECRET_NAMES.has(name.toLowerCase().replace(/[_-]/g, '')) && member !== null && member !== undefined;
      return [name, secret ? '[redacted]' : redact(member, depth + 1)];
    }),
  );
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return redactMembers(
    Object.entries({
      ...Object.fromEntries(Object.entries(error)),
      type: name,
      message,
      stack,
      ...(cause ? { cause } : {}),
    }),
    depth,
  );
}
