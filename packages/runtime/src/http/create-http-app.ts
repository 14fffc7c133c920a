import express, { type Express } from 'express';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../log/create-logger.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import { httpMetrics } from '../metrics/http-metrics.ts';
import { answerClientError } from './client-error.ts';
import { answerError, errorHandler } from './error-handler.ts';
import { expressMessages } from './express-messages.ts';
import { Problem } from './problem.ts';
import { sendProblem } from './send.ts';
import { unrouted } from './unrouted.ts';

/** A handler that answers without express. Whatever it throws or rejects with is answered as a problem. */
export type HotHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface HttpAppOptions {
  readonly logger: Logger;
  /** Where requests through express are timed. */
  readonly metrics?: Metrics;
  /** Adds the routes. Bodies are not parsed: handlers call `readBody` with their own limit. */
  readonly routes: (app: Express) => void;
  /** Handlers by `METHOD /path` (no query), asked before express. */
  readonly hot?: ReadonlyMap<string, HotHandler>;
  /** Proxies in front, each of which adds the address it sees to `X-Forwarded-For`; 0 (default): none is believed. */
  readonly proxies?: number;
}

export interface HttpApp {
  readonly server: Server;
  readonly express: Express;
  readonly hot: ReadonlyMap<string, HotHandler>;
  /** @returns the port listened on (of use with port 0) */
  listen(port: number, host: string): Promise<number>;
  /** Takes no more connections, lets running requests end, cuts what is left after `graceMs` (default 20 s). */
  close(graceMs?: number): Promise<void>;
}

/** Slow senders are cut off: 5 s for the headers, 10 s for the whole request, looked after every second. */
const TIMEOUTS = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 } as const;
/** Longer than the idle time of the usual proxies in front, so that it is they who close. */
const KEEP_ALIVE_MS = 75_000;

const BETWEEN_LOOKS_MS = 50;

/** An HTTP server with express behind it and hot handlers in front. */
export function createHttpApp({ logger, metrics, routes, hot = new Map(), proxies = 0 }: HttpAppOptions): HttpApp {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', proxies);
  if (metrics !== undefined) app.use(httpMetrics(metrics));
  routes(app);
  app.use(unrouted(app, [...hot.keys()]));
  app.use(errorHandler(logger));

  const server = createServer(
    {
      // Beside hot handlers Node's own messages: with others every one of its calls takes longer (+20 % requests, measured).
      ...(hot.size === 0 ? expressMessages(app) : {}),
      ...TIMEOUTS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: 16_384,
      // Node's own refusal says nothing at all.
      requireHostHeader: false,
    },
    (request, response) => {
      if (request.headers.host === undefined && request.httpVersion !== '1.0') {
        sendProblem(request, response, new Problem(400, 'host_missing', 'A request names its Host (RFC 9112).'));
        return;
      }
      const handler = hot.get(`${request.method ?? ''} ${pathOf(request.url ?? '')}`);
      if (handler === undefined) app(request as express.Request, response as express.Response);
      else void answerHot(handler, request, response, logger);
    },
  );
  server.on('clientError', answerClientError);
  server.on('checkExpectation', (request, response) => {
    sendProblem(request, response, new Problem(417, 'expectation_unknown', 'Expect may only be 100-continue.'));
  });

  return {
    server,
    express: app,
    hot,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: (graceMs = 20_000) =>
      new Promise((resolve, reject) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        // A connection whose request ends from now on would be kept alive for its next one, and hold the end up.
        const idle = setInterval(() => server.closeIdleConnections(), BETWEEN_LOOKS_MS);
        server.close((error) => {
          clearTimeout(cut);
          clearInterval(idle);
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeIdleConnections();
      }),
  };
}

async function answerHot(
  handler: HotHandler,
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
): Promise<void> {
  try {
    await handler(request, response);
  } catch (error) {
    answerError(logger, request, response, error);
  }
}

/** A proxy may send the whole address (RFC 9112, absolute form): what is asked for is its path. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return path.startsWith('/') ? path : path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
}
