import { z } from 'zod';

/** From when on everything of a source is known: a person stated it, or its history was read. Its id is the source's. */
export const completenessSchema = z.strictObject({
  /** Epoch milliseconds. */
  from: z.number().int().nonnegative(),
});

export interface Completeness extends z.output<typeof completenessSchema> {
  readonly id: string;
}
