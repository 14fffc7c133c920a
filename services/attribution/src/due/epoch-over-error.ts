/** Dues of this epoch are written no more; the next one has begun, or is being prepared. */
export class EpochOverError extends Error {
  readonly code = 'epoch_over';

  constructor(epoch: number) {
    super(`Epoch ${epoch} is over: its recorder writes no more dues`);
    this.name = 'EpochOverError';
  }
}
