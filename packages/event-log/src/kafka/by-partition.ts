export interface PartitionOffset {
  readonly partition: number;
  readonly offset: string;
}

/** Offsets as the port gives them: each at the index of its partition. */
export function byPartition(found: readonly PartitionOffset[]): number[] {
  const offsets: number[] = [];
  for (const { partition, offset } of found) offsets[partition] = Number(offset);
  return offsets;
}
