import type { Request, RequestHandler } from 'express';
import type { ServerResponse } from 'node:http';
import type { Problem } from './problem.ts';

const PAGE = Symbol('problem page');
type Paged = ServerResponse & { [PAGE]?: (problem: Problem) => string };

/** Middleware for pages: a client that takes HTML gets the route's problems as the HTML of `page`, others as JSON. */
export function problemPages(page: (problem: Problem, request: Request) => string): RequestHandler {
  return (request, response, next) => {
    if (request.accepts(['application/problem+json', 'text/html']) === 'text/html') {
      (response as Paged)[PAGE] = (problem) => page(problem, request);
    }
    next();
  };
}

/** The problem as HTML; null when the answer is no page. */
export function problemHtml(response: ServerResponse, problem: Problem): string | null {
  return (response as Paged)[PAGE]?.(problem) ?? null;
}
