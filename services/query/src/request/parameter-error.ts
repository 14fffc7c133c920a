/** What is wrong with a query parameter, as a value (contract.md: 400 with the pointer and the allowed values). */
export interface ParameterError {
  /** JSON pointer into the query parameters: `/model`, `/filter/0`. */
  readonly pointer: string;
  /** Closed set, machine-readable. */
  readonly code:
    | 'unknown_parameter'
    | 'repeated_parameter'
    | 'missing'
    | 'invalid_value'
    | 'not_available'
    | 'out_of_range'
    | 'stale_cursor';
  readonly detail: string;
  readonly allowed?: readonly string[];
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: ParameterError[] };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const refused = (...errors: ParameterError[]): Parsed<never> => ({ ok: false, errors });

/** A value that is not one of a closed list. */
export const notAllowed = (pointer: string, value: string, allowed: readonly string[]): ParameterError => ({
  pointer,
  code: 'invalid_value',
  detail: `"${value.slice(0, 100)}" is not one of: ${allowed.join(', ')}`,
  allowed,
});
