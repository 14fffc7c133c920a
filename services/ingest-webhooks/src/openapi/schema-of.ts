import type { JsonSchema } from '@throughline/runtime';
import { z } from 'zod';

/** JSON schema of what a zod schema takes. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
