import { z } from 'zod';

/** Id of the one setting of this kind: the topic it speaks of. */
export const EPOCH_ID = 'conversions-due';

/**
 * How candidates are spread over the partitions of topic `conversions-due`, for as long as it stays so: a row's version
 * counts offsets of one partition, so it holds only while its candidate keeps its partition. Absent until a cluster was
 * prepared; one process alone has one partition for ever.
 */
export const epochSchema = z.strictObject({
  /** Counts the ways it was spread; a row of a later one replaces every row of an earlier one. */
  number: z.int().min(0),
  /** Partitions that dues are written to. */
  partitions: z.int().positive(),
  /** No dues are written: the next epoch is being prepared. */
  paused: z.boolean().default(false),
});

export interface Epoch extends z.output<typeof epochSchema> {
  readonly id: string;
}
