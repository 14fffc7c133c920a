/** What the front itself refuses, with ClickHouse's own number and name of the error, which clients act upon. */
export class Refusal extends Error {
  readonly code: number;
  readonly type: string;
  constructor([code, type]: readonly [number, string], message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.type = type;
  }
}

/** Numbers and names as in ClickHouse's `ErrorCodes.cpp`. */
export const SYNTAX_ERROR = [62, 'SYNTAX_ERROR'] as const;
export const BAD_ARGUMENTS = [36, 'BAD_ARGUMENTS'] as const;
export const NOT_IMPLEMENTED = [48, 'NOT_IMPLEMENTED'] as const;
export const UNKNOWN_FORMAT = [73, 'UNKNOWN_FORMAT'] as const;
export const UNKNOWN_SETTING = [115, 'UNKNOWN_SETTING'] as const;
export const READONLY = [164, 'READONLY'] as const;
export const NOT_ENOUGH_SPACE = [243, 'NOT_ENOUGH_SPACE'] as const;
export const TOO_LARGE = [307, 'TOO_MANY_BYTES'] as const;
export const UNKNOWN_COMPRESSION_METHOD = [89, 'UNKNOWN_COMPRESSION_METHOD'] as const;
export const CANNOT_DECOMPRESS = [271, 'CANNOT_DECOMPRESS'] as const;
export const UNKNOWN_QUERY_PARAMETER = [456, 'UNKNOWN_QUERY_PARAMETER'] as const;
export const REQUIRED_PASSWORD = [194, 'REQUIRED_PASSWORD'] as const;
export const ACCESS_DENIED = [497, 'ACCESS_DENIED'] as const;
export const AUTHENTICATION_FAILED = [516, 'AUTHENTICATION_FAILED'] as const;
