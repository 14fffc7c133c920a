/** A request's query string against a zod schema: unknown, repeated and malformed parameters are errors by name. */
import type * as z from 'zod';
import { parsed, refused } from './parameter-error.ts';
import type { ParameterError, Parsed } from './parameter-error.ts';

/** Parameters that may be given more than once; the values are kept in order. */
const REPEATABLE: ReadonlySet<string> = new Set(['filter', 'by', 'sort']);

/**
 * Reads `search` (`?a=1&b=2`) by `schema`, whose keys are the known parameters. An empty value counts as absent.
 * Repeatable parameters arrive as arrays of strings, all others as one string.
 */
export const parseQuery = <T extends z.ZodObject>(schema: T, search: string): Parsed<z.output<T>> => {
  const given = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) {
    if (value !== '') given.set(name, [...(given.get(name) ?? []), value]);
  }
  const known = Object.keys(schema.shape);
  const errors: ParameterError[] = [];
  const raw: Record<string, unknown> = {};
  for (const [name, values] of given) {
    if (!known.includes(name)) errors.push(unknownParameter(name, known));
    else if (REPEATABLE.has(name)) raw[name] = values;
    else if (values.length > 1) errors.push(repeated(name));
    else raw[name] = values[0];
  }
  const result = schema.safeParse(raw);
  if (!result.success) errors.push(...result.error.issues.map(errorOf));
  return result.success && errors.length === 0 ? parsed(result.data) : refused(...errors);
};

const unknownParameter = (name: string, allowed: readonly string[]): ParameterError => ({
  pointer: `/${name.slice(0, 100)}`,
  code: 'unknown_parameter',
  detail: `there is no parameter of this name; known ones: ${allowed.join(', ')}`,
  allowed,
});

const repeated = (name: string): ParameterError => ({
  pointer: `/${name}`,
  code: 'repeated_parameter',
  detail: 'may be given once only',
});

const errorOf = (issue: z.core.$ZodIssue): ParameterError => {
  const pointer = `/${issue.path.map(String).join('/')}`;
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    return { pointer, code: 'invalid_value', detail: `must be one of: ${allowed.join(', ')}`, allowed };
  }
  const range = issue.code === 'too_big' || issue.code === 'too_small';
  return { pointer, code: range ? 'out_of_range' : 'invalid_value', detail: issue.message };
};
