import { findInstance } from '../data-directory/instance-file.ts';
import { StartError } from '../start-error.ts';

/** Talks to a running Throughline over its public HTTP interface. */
export interface InstanceClient {
  readonly url: string;
  /** @throws CommandError with the problem's detail on any answer that is not 2xx. */
  request(path: string, init?: { method?: string; body?: unknown }): Promise<Response>;
}

/** The instance said no; the message is its problem+json in one line. Exit code 1. */
export class CommandError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** `url` and `key` from the configuration win; else the instance that runs on this data directory. */
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
      const response = await fetch(new URL(path, url), {
        method: init.method ?? 'GET',
        headers: { authorization: `Bearer ${key}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      });
      if (!response.ok) throw new CommandError(response.status, await problemLine(response));
      return response;
    },
  };
}

interface ProblemBody {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { pointer?: string; detail?: string }[];
}

async function problemLine(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as ProblemBody;
    const errors = (problem.errors ?? []).map((e) => `${e.pointer ?? ''} ${e.detail ?? ''}`.trim());
    return [`${response.status} ${problem.title ?? ''}`, problem.detail, ...errors].filter(Boolean).join('; ');
  } catch {
    return `${response.status} ${text.slice(0, 200)}`;
  }
}
