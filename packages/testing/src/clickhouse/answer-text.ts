import { STATUS_CODES, type OutgoingHttpHeaders } from 'node:http';
import type { Fault } from './fault.ts';

/** An answer as the server gave it, or as it is made to look. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** As ClickHouse writes an exception into an answer. https://clickhouse.com/docs/interfaces/http */
export const exceptionText = ({ code, name, message }: { code: number; name: string; message: string }): string =>
  `Code: ${code}. DB::Exception: ${message}. (${name}) (version 25.8.1.5101 (official build))\n`;

/** An answer byte for byte. Without a length of its own its end is the end of the connection. */
export function rawAnswer({ status, headers, body }: Answer): Buffer {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${String(value)}`);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`),
    body,
  ]);
}

/** Its first half: of what stands in the body where there is one, else of everything. */
export function halfOf(answer: Answer, end: Extract<Fault, { kind: 'truncated' }>['end']): Buffer {
  const { 'content-length': _, ...unmeasured } = answer.headers;
  const whole = rawAnswer(end === 'orderly' ? { ...answer, headers: unmeasured } : answer);
  const kept = Math.floor(answer.body.length / 2);
  return answer.body.length === 0 && end !== 'orderly'
    ? whole.subarray(0, Math.floor(whole.length / 2))
    : whole.subarray(0, whole.length - answer.body.length + kept);
}

const TAG = 'rmlkhdcnfxuqyzba';

/** The answer with half its rows and an exception behind them, whole as far as HTTP is concerned. */
export function lateException(answer: Answer, fault: Extract<Fault, { kind: 'late exception' }>): Answer {
  const rows = answer.body.subarray(0, Math.floor(answer.body.length / 2));
  const text = exceptionText(fault);
  const marker = `\r\n__exception__\r\n${TAG}\r\n${text}${Buffer.byteLength(text)} ${TAG}\r\n__exception__\r\n`;
  const body = Buffer.concat([rows, Buffer.from(fault.tagged ? marker : text)]);
  const headers = { ...answer.headers, 'content-length': body.length };
  return { ...answer, headers: fault.tagged ? { ...headers, 'x-clickhouse-exception-tag': TAG } : headers, body };
}
