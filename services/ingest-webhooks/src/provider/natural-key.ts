/**
 * Joins the provider's own field texts into one natural key. `/` and `%` inside a part are escaped, so different
 * parts never make the same key.
 */
export function naturalKey(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/');
}

/**
 * Part of a key of what is read again and again and says no time of its own change: the same texts are one event, others
 * another. Nobody can tell from it what they were.
 */
export function saidPart(context: { readonly pseudonym: (text: string) => string }, texts: readonly (string | null)[]) {
  return context.pseudonym(naturalKey(...texts.map((text) => text ?? '')));
}

/** Key of a message with neither id nor time: a statement of its own, named by its receipt (attribution.md, 1). */
export function receiptPart(receivedAt: number): string {
  return `@${receivedAt}`;
}
