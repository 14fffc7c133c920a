/** An event of the log that no fact can be made of: a door let through what it must reject, or its workspace is gone. */
export class UnprojectableEventError extends Error {
  readonly code: 'amount' | 'unknown_workspace';

  constructor(code: UnprojectableEventError['code'], message: string) {
    super(message);
    this.name = 'UnprojectableEventError';
    this.code = code;
  }
}
