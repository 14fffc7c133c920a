/** One statement to a ClickHouse server, and whether what came back is its whole answer. */
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ClickHouseClient } from '@clickhouse/client';
import { WarehouseUnavailableError } from '../errors.ts';
import type { UnavailableReason, WarehouseError } from '../errors.ts';
import { codeInText, refusedStatement } from './engine-error.ts';
import { exceptionAtEnd } from './exception-at-end.ts';
import { unreachable } from './unreachable.ts';

export interface Question {
  readonly statement: string;
  /** Rows of an INSERT. */
  readonly values?: Readable;
  /** Most milliseconds until the last byte of the answer. */
  readonly patienceMs: number;
}

/**
 * @param server its address, for messages
 * @throws WarehouseUnavailableError nothing is known of what became of the statement; other errors of `engine-error.ts`
 */
export const askServer = async (client: ClickHouseClient, server: string, question: Question): Promise<string> => {
  const answer = await receive(client, server, question);
  const failure = failureOf(server, answer);
  if (failure !== null) throw failure;
  return answer.body;
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const receive = async (
  client: ClickHouseClient,
  server: string,
  { statement, values, patienceMs }: Question,
): Promise<Answer> => {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const asked = { query: statement, abort_signal: patience.signal, ignore_error_response: true };
    const result = await client.exec(values === undefined ? asked : { ...asked, values });
    // The client no longer listens to the signal once the head of the answer is there.
    patience.signal.addEventListener('abort', () => result.stream.destroy(new Error('gave up')), { once: true });
    const body = await text(result.stream);
    return { status: result.http_status_code ?? 200, headers: result.response_headers, body };
  } catch (thrown) {
    if (!patience.signal.aborted) throw unreachable(server, thrown);
    const says = `${server} gave no answer in ${Math.ceil(patienceMs / 1000)} s: see what it is doing`;
    throw new WarehouseUnavailableError('no_answer', says, { cause: thrown });
  } finally {
    clearTimeout(timer);
  }
};

/** Null for a whole answer of ClickHouse without an error. */
const failureOf = (server: string, { status, headers, body }: Answer): WarehouseError | null => {
  const unavailable = (reason: UnavailableReason, says: string) => new WarehouseUnavailableError(reason, server + says);
  const refusal = headers['x-clickhouse-exception-code'];
  if (status < 200 || status > 299 || refusal !== undefined) {
    const message = body.slice(0, MESSAGE_BYTES).trim();
    const code = refusal ?? codeInText(message);
    if (code !== null) return refusedStatement(server, Number(code), message);
    if (status >= 500) return unavailable('gateway', ` is not there: something in front of it answers ${status}`);
  }
  if (headers['x-clickhouse-query-id'] === undefined) {
    const says = ` answers ${status}, but not as ClickHouse does: correct the address in our configuration`;
    return unavailable('not_clickhouse', says);
  }
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    const says = ' gives answers without an end, so that a broken one looks whole: mend the proxy in front of it';
    return unavailable('broken_answer', says);
  }
  const late = exceptionAtEnd(body);
  return late === null ? null : refusedStatement(server, late.code, late.message);
};

/** Of what a server says of an error: it may repeat the statement. */
const MESSAGE_BYTES = 4096;
