/** Why bytes are no event: not framed, a schema id this code does not know, or a body that ends too early. */
export type DecodeErrorCode = 'not_framed' | 'unknown_schema' | 'corrupt';

export class DecodeError extends Error {
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
