/** Sends a body made of pieces: short ones whole, long ones chunked, at the client's pace. */
import { once } from 'node:events';
import type { Response } from 'express';

export const sendPieces = async (
  response: Response,
  contentType: string,
  pieces: Iterable<string>,
  streams: boolean,
): Promise<void> => {
  response.setHeader('content-type', contentType);
  if (!streams) {
    response.end([...pieces].join(''));
    return;
  }
  for (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    // Let other requests in between pieces.
    await new Promise(setImmediate);
  }
  response.end();
};
