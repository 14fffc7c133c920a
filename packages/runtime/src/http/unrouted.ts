import type { Express, RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** What express keeps of each route; its types do not say. */
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/**
 * The last route: 405 where the path is known by other methods (RFC 9110 asks for them in `Allow`), else 404.
 * @param hot handlers in front of express, as `METHOD /path`
 */
export function unrouted(app: Express, hot: readonly string[]): RequestHandler {
  return ({ method, path }, _response, next) => {
    const methods = methodsAt(path, app.router.stack as unknown as readonly Layer[], hot);
    if (methods.length === 0) next(new Problem(404, 'not_found', 'There is nothing at this path.'));
    else {
      const allowed = methods.join(', ');
      const detail = `${method} is not for this path; it takes ${allowed}.`;
      next(new Problem(405, 'method_not_allowed', detail, [], { Allow: allowed }));
    }
  };
}

function methodsAt(path: string, layers: readonly Layer[], hot: readonly string[]): string[] {
  const methods = new Set<string>();
  for (const name of hot) {
    const [method = '', known] = name.split(' ');
    if (known === path) methods.add(method);
  }
  for (const layer of layers) {
    if (layer.route === undefined || !layer.match(path)) continue;
    for (const method of Object.keys(layer.route.methods)) methods.add(method.toUpperCase());
    if (layer.route.methods['get'] === true) methods.add('HEAD');
  }
  return [...methods].sort();
}
