import type { z } from 'zod';
import { plainIssue } from '../config/plain-issue.ts';
import type { ProblemDetail } from './problem.ts';

export type ParsedBy<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'invalid'; readonly errors: readonly ProblemDetail[] };

/** A body or query by its schema, else what is wrong: each place by its JSON pointer, an unknown member by its own. */
export function parseBy<Schema extends z.ZodType>(schema: Schema, value: unknown): ParsedBy<z.output<Schema>> {
  const parsed = schema.safeParse(value, { error: plainIssue });
  if (parsed.success) return { kind: 'ok', value: parsed.data };
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: pointerTo([...issue.path, key]),
          code: 'unknown_member',
          detail: 'there is nothing of this name',
        }))
      : [{ pointer: pointerTo(issue.path), code: 'invalid', detail: issue.message }],
  );
  return { kind: 'invalid', errors };
}

/** RFC 6901; the whole is the empty text. */
const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
