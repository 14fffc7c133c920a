/** What a request says: its statement, parameters and settings, wherever ClickHouse's interface lets them stand. */
import type { IncomingMessage } from 'node:http';
import { decodeBody } from './content-coding.ts';
import { formatName } from './formats.ts';
import { BAD_ARGUMENTS, NOT_IMPLEMENTED, Refusal, TOO_LARGE } from './refusal.ts';

export interface FrontRequest {
  /** The statement's bytes, with the rows of an INSERT behind it. */
  readonly statement: Buffer;
  /** Of `param_*`, by name. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
  readonly database: string | null;
  readonly defaultFormat: string;
  readonly queryId: string | null;
  /** GET and HEAD change nothing. */
  readonly isSafe: boolean;
  /** The client asked for compressed answers, not only said that it could read them. */
  readonly wantsCompression: boolean;
}

/** Words of the interface itself; any other is a setting. `session_timeout` goes with a session id. */
const RESERVED = new Set(
  'query database default_format query_id user password session_id session_timeout session_check compress decompress role stacktrace'.split(
    ' ',
  ),
);

/** @param maxBytes of the body, packed and unpacked. @throws Refusal */
export const readRequest = async (request: IncomingMessage, url: URL, maxBytes: number): Promise<FrontRequest> => {
  const asked = url.searchParams;
  refuseUnsupported(asked);
  const packed = await readBody(request, maxBytes);
  const body = await decodeBody(packed, request.headers['content-encoding'], maxBytes);
  const form = await readForm(body, request.headers['content-type']);
  const parameters = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of [...asked, ...form]) {
    if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value);
    else if (!RESERVED.has(name)) settings.set(name, value);
  }
  const inUrl = asked.get('query') ?? '';
  const inBody = form.length === 0 ? body : Buffer.from(form.find(([name]) => name === 'query')?.[1] ?? '');
  return {
    statement: inUrl === '' ? inBody : Buffer.concat([Buffer.from(inBody.length === 0 ? inUrl : `${inUrl}\n`), inBody]),
    parameters,
    settings,
    database: asked.get('database') ?? header(request, 'x-clickhouse-database'),
    defaultFormat: formatName(asked.get('default_format') ?? header(request, 'x-clickhouse-format') ?? 'TabSeparated'),
    queryId: queryIdOf(nonEmpty(asked.get('query_id')) ?? header(request, 'x-clickhouse-query-id')),
    isSafe: request.method === 'GET' || request.method === 'HEAD',
    wantsCompression: asked.get('enable_http_compression') === '1',
  };
};

/**
 * A session id alone is taken and means nothing: clickhouse-connect sends one of its own with every request. What needs
 * a session (SET, temporary tables) is refused where it stands.
 */
const refuseUnsupported = (asked: URLSearchParams): void => {
  const refuse = (what: string): never => {
    throw new Refusal(NOT_IMPLEMENTED, `${what} is not supported by this front`);
  };
  if (asked.get('session_check') === '1') refuse('session_check (this front keeps no sessions)');
  if (asked.has('role')) refuse('role');
  if (asked.get('compress') === '1') refuse("compress=1 (ClickHouse's own block compression)");
  if (asked.get('decompress') === '1') refuse("decompress=1 (ClickHouse's own block compression)");
};

/** It is sent back in a header. */
const queryIdOf = (given: string | null): string | null => {
  if (given !== null && !/^[\x21-\x7e]{1,256}$/.test(given)) {
    throw new Refusal(BAD_ARGUMENTS, 'query_id is up to 256 visible ASCII characters');
  }
  return given;
};

const readBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const tooLarge = new Refusal(TOO_LARGE, `The body is larger than ${maxBytes} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw tooLarge;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks, size);
};

/** Fields of a form in parts; a body of any other type is a statement. */
const readForm = async (body: Buffer, type: string | undefined): Promise<(readonly [string, string])[]> => {
  if (type === undefined || !/^multipart\/form-data\b/i.test(type)) return [];
  const fields: (readonly [string, string])[] = [];
  for (const [name, value] of await formOf(body, type)) {
    if (typeof value !== 'string')
      throw new Refusal(NOT_IMPLEMENTED, 'External tables are not supported by this front');
    fields.push([name, value]);
  }
  return fields;
};

const formOf = async (body: Buffer, type: string): Promise<FormData> => {
  try {
    // What speaks against it is bodies without bounds; this one is in memory and bounded already.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch (thrown) {
    throw new Refusal(BAD_ARGUMENTS, `The form cannot be read: ${String(thrown)}`);
  }
};

const header = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' ? nonEmpty(value) : null;
};
const nonEmpty = (text: string | null): string | null => (text === '' ? null : text);
