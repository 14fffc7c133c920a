import { readFileSync } from 'node:fs';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One address before the services of a cluster, as a proxy is in front of them elsewhere. */
export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** `src/cluster` and `dist/cluster` are equally deep. */
const CONFIGURATION = new URL('../../../../infra/gateway/nginx.conf', import.meta.url);
const LOCATION = /location (~ )?(\S+) \{\s+set \$process http:\/\/([\w-]+):/g;

/** Which service answers what, the first that fits: as the gateway of `docker compose` has it, the one table there is. */
const ROUTES: readonly (readonly [RegExp, string])[] = [...readFileSync(CONFIGURATION, 'utf8').matchAll(LOCATION)].map(
  ([, isPattern, path = '', service = '']) => [new RegExp(isPattern === undefined ? `^${path}` : path), service],
);

/** Between two looks at who is ready. */
const LOOK_MS = 200;

/**
 * Passes each request to a ready instance of the service that answers it, in turn. One that takes no connection is passed
 * over; once a request was sent it is not sent again, so what a client sees is what a plain proxy would show.
 * @param instances addresses of the instances of each service, ready or not
 */
export async function startGateway(instances: (service: string) => readonly string[], port = 0): Promise<Gateway> {
  const unready = new Set<string>();
  let turn = 0;

  async function look(): Promise<void> {
    const urls = ROUTES.flatMap(([, service]) => instances(service));
    await Promise.all(
      urls.map(async (url) => {
        if (await isReady(url)) unready.delete(url);
        else unready.add(url);
      }),
    );
  }
  await look();
  const looking = setInterval(() => void look(), LOOK_MS);

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const service = ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? 'query';
    const all = instances(service);
    const ready = all.filter((url) => !unready.has(url));
    const urls = ready.length > 0 ? ready : all;
    turn += 1;
    for (let n = 0; n < urls.length; n += 1) {
      const url = urls[(turn + n) % urls.length] ?? '';
      if (await forward(url, request, response)) return;
    }
    response.writeHead(502).end(`no instance of ${service} answers`);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        clearInterval(looking);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** @returns false when the instance took no connection: nothing of the request was used */
function forward(base: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { host: _, connection: __, ...headers } = request.headers;
  return new Promise((resolve) => {
    // A connection of its own for each: one kept alive may be closed by the other side as it is used again.
    const passed = ask(new URL(request.url ?? '/', base), { method: request.method, headers, agent: false });
    let isSent = false;
    passed.on('socket', (socket) =>
      socket.once('connect', () => {
        isSent = true;
        request.pipe(passed);
      }),
    );
    passed.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('end', () => resolve(true));
      answer.on('error', () => {
        response.destroy();
        resolve(true);
      });
    });
    passed.on('error', () => {
      if (isSent && response.headersSent) response.destroy();
      else if (isSent) response.writeHead(502).end();
      resolve(isSent);
    });
  });
}
