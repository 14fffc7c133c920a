import type { Request, Response } from 'express';
import { matchesEtag } from '../output/etag.ts';

/** Sets the headers of every report; true when the client has this answer already, and was told so. */
export const unchanged = (request: Request, response: Response, etag: string): boolean => {
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (!matchesEtag(request.headers['if-none-match'], etag)) return false;
  response.statusCode = 304;
  response.end();
  return true;
};
