import pino, { type DestinationStream, type Logger } from 'pino';
import { redact, redactText } from './redact.ts';

export type { Logger };

export interface LoggerOptions {
  /** pino's level: `trace` ... `fatal`, `silent`. */
  readonly level: string;
  /** Name of the service in every line. */
  readonly name: string;
  /** Where lines go; default standard error: standard output is for data. */
  readonly destination?: DestinationStream;
}

/** A logger of JSON lines in which no secret, phone or email appears, wherever in a line it was put. */
export function createLogger({ level, name, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service: name },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors reach formatters.log as they are; without this pino would serialise `err` before it.
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (label) => ({ level: label }),
        bindings: (bindings) => redact(bindings) as Record<string, unknown>,
        log: (object) => redact(object) as Record<string, unknown>,
      },
      hooks: {
        logMethod(values, method) {
          method.apply(this, values.map((value: unknown) => (typeof value === 'string' ? redactText(value) : value)) as typeof values);
        },
      },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
