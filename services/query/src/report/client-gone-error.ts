/** Nobody waits for the answer any more: its computation stops. */
export class ClientGoneError extends Error {
  readonly code = 'client_gone';
  constructor() {
    super('The client has closed the connection before the answer was there.');
    this.name = 'ClientGoneError';
  }
}

/** @throws ClientGoneError once the signal is given */
export const stopIfGone = (gone: AbortSignal | undefined): void => {
  if (gone?.aborted === true) throw new ClientGoneError();
};
