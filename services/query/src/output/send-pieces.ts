/** Sends a body made of pieces: short ones whole, long ones chunked, at the client's pace. */
import type { Response } from 'express';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

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
    if (!response.write(piece)) await drained(response);
    // Let other requests in between pieces.
    await new Promise(setImmediate);
  }
  response.end();
};

/** Sends a stream at the client's pace; one who goes away ends it without an error. */
export const sendStream = async (response: Response, stream: Readable): Promise<void> => {
  await pipeline(stream, response).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
};

/** Until the client took what was written, or went away. */
const drained = (response: Response): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
