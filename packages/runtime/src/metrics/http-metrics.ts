import type { RequestHandler } from 'express';
import type { Metrics } from './create-metrics.ts';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Times every request that goes through express, by method, route and class of status. A route is named as it was
 * declared, so that nothing of what was asked for becomes a label; what no route took is `none`.
 */
export function httpMetrics(metrics: Metrics): RequestHandler {
  const seconds = metrics.histogram('http_request_seconds', 'Requests by route, until the whole answer was sent.', [
    'method',
    'route',
    'status',
  ]);
  return (request, response, next) => {
    const start = performance.now();
    response.once('close', () => {
      const method = METHODS.has(request.method) ? request.method : 'other';
      const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'aborted';
      seconds.observe({ method, route: routeOf(request.route), status }, (performance.now() - start) / 1_000);
    });
    next();
  };
}

function routeOf(route: unknown): string {
  const path: unknown = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  if (typeof path === 'string') return path;
  return path instanceof RegExp ? path.source.replaceAll('\\/', '/').replace(/^\^/, '') : 'none';
}
