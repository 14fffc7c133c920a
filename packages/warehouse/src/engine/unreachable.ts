import { WarehouseUnavailableError } from '../errors.ts';

/** What the network said, by the code of Node's error. `Parse error`s are answers that break HTTP's own rules. */
const NOBODY = /^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ETIMEDOUT)/;
const BAD_CERTIFICATE = /^(?:CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO)/;

/**
 * No answer, or not a whole one, came from a server.
 * @param server its address, for the message
 */
export const unreachable = (server: string, thrown: unknown): WarehouseUnavailableError => {
  const code = codeOf(thrown);
  const options = { cause: thrown };
  if (NOBODY.test(code)) {
    const says = `${server} cannot be reached (${code}): start it, or correct its address in our configuration`;
    return new WarehouseUnavailableError('no_connection', says, options);
  }
  if (BAD_CERTIFICATE.test(code)) {
    const says = `${server} shows no certificate we may trust (${code}): correct it, or the address in our configuration`;
    return new WarehouseUnavailableError('no_connection', says, options);
  }
  const says = `${server} broke off in the middle of an answer (${code}): see whether it restarts`;
  return new WarehouseUnavailableError('broken_answer', says, options);
};

const codeOf = (thrown: unknown): string => {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return thrown instanceof Error ? thrown.message : String(thrown);
};
