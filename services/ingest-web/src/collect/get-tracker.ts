import { gzipSync } from 'node:zlib';
import type { TrackerScript } from '@throughline/tracker';
import type { RequestHandler } from 'express';

/** `GET /t.js`: an hour without a question, then a question that is answered 304 until the next release. */
export function getTracker({ text, etag }: TrackerScript): RequestHandler {
  const packed = gzipSync(text, { level: 9 });
  return (request, response) => {
    response.set({
      'Cache-Control': 'public, max-age=3600, stale-while-revalidate=86400',
      Vary: 'Accept-Encoding',
      // Pages that isolate themselves from other origins load it too.
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Access-Control-Allow-Origin': '*',
      'X-Content-Type-Options': 'nosniff',
      // Weak: packed or not, it is the same script.
      ETag: `W/${etag}`,
    });
    response.type('text/javascript');
    if (request.headers['if-none-match']?.includes(etag) === true) response.status(304).end();
    else if (request.acceptsEncodings('gzip') === 'gzip') response.set('Content-Encoding', 'gzip').send(packed);
    else response.send(text);
  };
}
