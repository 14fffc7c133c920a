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
  const logger = pino(
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
          const scrubbed: unknown[] = values.map((value: unknown) =>
            typeof value === 'string' ? redactText(value) : value,
          );
          // Without a message pino takes the error's, after every formatter.
          const error = scrubbed.length === 1 ? errorIn(scrubbed[0]) : null;
          if (error !== null) scrubbed.push(redactText(error.message));
          method.apply(this, scrubbed as typeof values);
        },
      },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  scrubBindingsOfChildren(logger);
  return logger;
}

/** Children are made from their parent by prototype, and pino formats no bindings of theirs. */
function scrubBindingsOfChildren(logger: { child: unknown }): void {
  const makeChild = logger.child as (this: unknown, bindings: unknown, options: unknown) => unknown;
  logger.child = function child(this: unknown, bindings: unknown, options: unknown) {
    return makeChild.call(this, redact(bindings), options);
  };
}

function errorIn(value: unknown): Error | null {
  if (value instanceof Error) return value;
  const inner = typeof value === 'object' && value !== null && 'err' in value ? value.err : null;
  return inner instanceof Error ? inner : null;
}
