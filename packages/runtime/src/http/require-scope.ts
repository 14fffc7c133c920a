import type { Request, RequestHandler } from 'express';
import { authorize, type Access, type Authenticator, type Scope } from './authorize.ts';
import { queryOf } from './query.ts';

const ACCESS = Symbol('access');

/** Middleware: lets a request pass whose key has the scope for the workspace it names (`?workspace=`, default `main`). */
export function requireScope(scope: Scope, authenticate: Authenticator): RequestHandler {
  return async (request, _response, next) => {
    const workspace = queryOf(request).get('workspace') ?? 'main';
    (request as Request & { [ACCESS]?: Access })[ACCESS] = await authorize(request, scope, workspace, authenticate);
    next();
  };
}

/** What `requireScope` granted. @throws Error when the route is not behind it (a bug) */
export function accessOf(request: Request): Access {
  const access = (request as Request & { [ACCESS]?: Access })[ACCESS];
  if (access === undefined) throw new Error('the route is not behind requireScope');
  return access;
}
