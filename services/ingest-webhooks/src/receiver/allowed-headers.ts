import type { BoundProvider } from '../provider/bind-provider.ts';

/** What is kept of any request's headers; a provider adds those it signs with. Never cookies or authorization. */
const COMMON_HEADERS = ['content-type', 'content-encoding', 'user-agent'];

/** By names in lower case. */
export function allowedHeaders(
  sent: Readonly<Record<string, string | readonly string[] | undefined>>,
  provider: BoundProvider | null,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of [...COMMON_HEADERS, ...(provider?.headers ?? [])]) {
    const value = sent[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}
