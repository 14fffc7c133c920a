/** The process cannot start; the message is one line that says what to do. Exit code 1, no stack trace. */
export class StartError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
