import type { Response } from 'express';
import type { ConversionRows } from '../report/conversion-rows.ts';

/** Conversion rows for one answer: their computation stops when its client has gone (ClientGoneError). */
export const whileListening = (response: Response, conversionRows: ConversionRows): ConversionRows => {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once('close', () => gone.abort());
  return (selection, use) => conversionRows(selection, use, gone.signal);
};
