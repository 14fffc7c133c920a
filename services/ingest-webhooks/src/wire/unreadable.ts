/** Why bytes could not be read as the format they claim to be; a subset of the reasons of rejected events. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: 'not_parseable' | 'too_deep' | 'too_many_parameters';
  readonly detail: string;
}

export function unreadable(reason: Unreadable['reason'], detail: string): Unreadable {
  return { kind: 'unreadable', reason, detail };
}

/** Deepest nesting of a body, in JSON and in brackets of a form (design, section 5). */
export const MAX_DEPTH = 32;
