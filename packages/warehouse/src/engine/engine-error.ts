import { QueryError, QueryLimitError, WarehouseError, WarehouseUnavailableError } from '../errors.ts';
import { dataDamage } from './data-damage.ts';
import { engineFault } from './engine-fault.ts';

/** ClickHouse's numbers: TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED. */
const TIME_CODES = new Set([159, 160]);
const MEMORY_CODE = 241;

/** Turns whatever a client threw into a typed error that keeps it as `cause`. */
export const engineError = (thrown: unknown): WarehouseError => {
  if (thrown instanceof WarehouseError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return refusedStatement('The engine', engineCode(thrown, message), message, thrown);
};

/**
 * What a number of ClickHouse's means to us.
 * @param where the engine, for the message; @param message its own words
 */
export const refusedStatement = (
  where: string,
  code: number | null,
  message: string,
  cause?: unknown,
): WarehouseError => {
  const options = cause === undefined ? undefined : { cause };
  if (code !== null && TIME_CODES.has(code)) return new QueryLimitError('time', message, options);
  if (code === MEMORY_CODE) return new QueryLimitError('memory', message, options);
  const damage = code === null ? null : dataDamage(code, message);
  if (damage !== null) {
    const says = `${where} cannot read its own data (${damage.name}, ${damage.where})`;
    return new WarehouseUnavailableError('damaged', says, options);
  }
  const fault = code === null ? undefined : engineFault(code);
  if (fault === undefined) return new QueryError(code, message, options);
  return new WarehouseUnavailableError(fault.reason, `${where} ${fault.says} (${fault.name})`, options);
};

/** The client gives ClickHouse's number as a string; an error in the body says `Code: 159. DB::Exception`. */
export const engineCode = (thrown: unknown, message: string): number | null => {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && /^\d+$/.test(code)) return Number(code);
  return codeInText(message);
};

export const codeInText = (text: string): number | null => {
  const code = /Code: (\d+)\./.exec(text)?.[1];
  return code === undefined ? null : Number(code);
};
