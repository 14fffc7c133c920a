/** The process was told to stop before it had begun. */
export class StoppedError extends Error {
  readonly code = 'stopped';
  constructor() {
    super('stopped before it was ready');
  }
}
