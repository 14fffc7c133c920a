import type { RequestHandler } from 'express';

/** Header of an answer that tells a page which visitor its browser is. */
export const VISITOR_HEADER = 'Throughline-Visitor';

/**
 * Lets pages of any origin see the answer, refusals too: a page that cannot read a refusal would try for ever. Which origins
 * may send is checked by key and host, and an answer tells nothing but the page's own visitor.
 */
export const crossOrigin: RequestHandler = (request, response, next) => {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin !== undefined) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Access-Control-Expose-Headers', `${VISITOR_HEADER}, Retry-After`);
  }
  next();
};

/** `OPTIONS /v1/collect`: asked by browsers before JSON is sent; text needs no leave. */
export const preflight: RequestHandler = (_request, response) => {
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type');
  response.setHeader('Access-Control-Max-Age', '7200');
  response.status(204).end();
};
