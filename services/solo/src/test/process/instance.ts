import { setTimeout as sleep } from 'node:timers/promises';
import { runThroughline, type CommandOptions, type Ended, type RunningCommand } from './running-command.ts';

export const ADMIN_KEY = 'test-admin-key-of-this-instance';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body when it is JSON, else its text. */
  readonly body: any;
}

/** The HTTP interface as anybody with the administrator's key asks it. */
export interface HttpInterface {
  readonly url: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Waits until everything accepted before the call shows in the reports. */
  caughtUp(): Promise<void>;
}

/** A running `throughline start`. */
export interface Instance extends HttpInterface {
  readonly pid: number;
  readonly command: RunningCommand;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Starts on a directory, on a free port unless the options name one. Rejects with what it said when it does not start. */
export async function startInstance(dataDirectory: string, options: CommandOptions = {}): Promise<Instance> {
  const settings = { DATA_DIR: dataDirectory, PORT: 0, ADMIN_KEY, LOG_LEVEL: 'warn', ...options.settings };
  const command = runThroughline(['start'], { ...options, settings });
  const [, url = ''] = await command.said(/Throughline: (http\S+)/);
  return instanceAt(url, command);
}

export function instanceAt(url: string, command: RunningCommand): Instance {
  return {
    ...interfaceAt(url, () => command.stderr()),
    pid: command.pid,
    command,
    stop(signal = 'SIGTERM') {
      command.kill(signal);
      return command.ended;
    },
  };
}

/** @param said what its processes have said, for the message of a failure */
export function interfaceAt(url: string, said: () => string): HttpInterface {
  const get: HttpInterface['get'] = (path) => ask(url + path, { method: 'GET' });
  return {
    url,
    get,
    post: (path, body) => ask(url + path, { method: 'POST', body: JSON.stringify(body) }),
    patch: (path, body, headers = {}) => ask(url + path, { method: 'PATCH', body: JSON.stringify(body), headers }),
    async caughtUp() {
      const until = Date.now() + LONGEST_LAG_MS;
      for (;;) {
        const { body } = await get('/v1/status');
        if (body.caught_up === true) return;
        if (Date.now() > until) throw new Error(`not caught up: ${JSON.stringify(body)}\n${said()}`);
        await sleep(50);
      }
    },
  };
}

const LONGEST_LAG_MS = 180_000;
/** Whatever happens, an instance answers; an answer that never comes is a failure with a place. */
const LONGEST_ANSWER_MS = 40_000;

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const headers = {
    ...(init.headers as Record<string, string> | undefined),
    authorization: `Bearer ${ADMIN_KEY}`,
    'content-type': 'application/json',
  };
  const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Every event the log holds, page by page, as anybody may read it. */
export async function allEvents(instance: Pick<HttpInterface, 'get'>): Promise<Record<string, any>[]> {
  const events: Record<string, any>[] = [];
  let after = Buffer.from(JSON.stringify({ events: [0] })).toString('base64url');
  for (;;) {
    const { body } = await instance.get(`/v1/events?limit=1000&after=${after}`);
    events.push(...body.events);
    if (body.events.length === 0 && body.position === after) return events;
    after = body.position;
  }
}
