import { findInstance } from '../data-directory/instance-file.ts';
import { StartError } from '../start-error.ts';

export interface AskOptions {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly content?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Talks to a running Throughline over its public HTTP interface. */
export interface InstanceClient {
  readonly url: string;
  /** @throws CommandError with the problem's detail on any answer that is not 2xx. */
  request(path: string, init?: AskOptions): Promise<Response>;
}

/** One thing wrong with a request, as problem+json lists them. */
export interface ProblemError {
  readonly index?: number;
  readonly line?: number;
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** The instance said no, or nothing; the message is its problem+json in one line. Exit code 1. */
export class CommandError extends Error {
  readonly status: number;
  readonly errors: readonly ProblemError[];
  /** What the problem says of itself, without its errors. */
  readonly detail: string;
  constructor(status: number, message: string, errors: readonly ProblemError[] = [], detail = message) {
    super(message);
    this.status = status;
    this.detail = detail;
    this.errors = errors;
  }
}

/** `PUBLIC_URL` and `ADMIN_KEY` from the configuration win; else the instance that runs on this data directory. */
export function instanceClient(options: {
  dataDirectory: string;
  url: string | undefined;
  key: string | undefined;
}): InstanceClient {
  const found = findInstance(options.dataDirectory);
  const url = options.url ?? found?.url;
  const key = options.key ?? found?.key;
  if (url === undefined || key === undefined) {
    throw new StartError(
      'no_instance',
      `no running instance on ${options.dataDirectory}: start one with "throughline start", or set THROUGHLINE_PUBLIC_URL and THROUGHLINE_ADMIN_KEY`,
    );
  }
  return {
    url,
    async request(path, init = {}) {
      const response = await reach(new URL(path, url), {
        method: init.method ?? 'GET',
        headers: {
          ...init.headers,
          authorization: `Bearer ${key}`,
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(init.content === undefined ? {} : { 'content-type': 'application/octet-stream' }),
        },
        ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
        ...(init.content === undefined ? {} : { body: new Uint8Array(init.content) }),
      });
      if (!response.ok) throw await refusal(response);
      return response;
    },
  };
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new CommandError(
      0,
      `${url.origin} does not answer (${cause instanceof Error ? cause.message : String(cause)}): is it running?`,
    );
  }
}

interface ProblemBody {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly ProblemError[];
}

/** Errors told in the line; a long list is for a command that prints it. */
const TOLD = 5;

async function refusal(response: Response): Promise<CommandError> {
  const text = await response.text();
  try {
    const { title = '', detail, errors = [] } = JSON.parse(text) as ProblemBody;
    const told = errors
      .slice(0, TOLD)
      .map((e) => `${e.index === undefined ? '' : `[${e.index}]`}${e.pointer} ${e.detail}`.trim());
    if (errors.length > TOLD) told.push(`and ${errors.length - TOLD} more`);
    return new CommandError(
      response.status,
      [`${response.status} ${title}`, detail, ...told].filter(Boolean).join('; '),
      errors,
      detail,
    );
  } catch {
    return new CommandError(response.status, `${response.status} ${text.slice(0, 200)}`);
  }
}
