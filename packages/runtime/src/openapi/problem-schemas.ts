import type { JsonSchema } from './open-api-part.ts';
import { schemaNamed } from './describe-route.ts';

const text = { type: 'string' };

/** Shapes of what `problemJson` writes. */
export const PROBLEM_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Problem: {
    type: 'object',
    description: 'RFC 9457',
    required: ['type', 'title', 'status', 'code', 'detail', 'errors', 'request_id'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: text,
      status: { type: 'integer' },
      code: { type: 'string', description: 'Stable machine-readable name' },
      detail: text,
      errors: { type: 'array', items: schemaNamed('ProblemDetail') },
      request_id: text,
    },
  },
  ProblemDetail: {
    type: 'object',
    required: ['pointer', 'code', 'detail'],
    properties: {
      index: { type: 'integer', description: 'Which of the sent events or rows' },
      line: { type: 'integer', description: 'Line of the sent file, from 1' },
      pointer: { type: 'string', description: 'JSON pointer to what is wrong' },
      code: text,
      detail: text,
      allowed: { type: 'array', items: text },
    },
  },
};
