import { trackerScript } from '@throughline/tracker';
import { Problem } from '@throughline/runtime';
import type { ErrorRequestHandler, Express } from 'express';
import type { CollectDeps } from './collect-deps.ts';
import { crossOrigin, preflight } from './cross-origin.ts';
import { getPixel } from './get-pixel.ts';
import { getTracker } from './get-tracker.ts';
import { postCollect } from './post-collect.ts';

/** The public collector: `/t.js`, `/v1/collect`, `/v1/collect.gif`. No key of ours opens it; what it takes is a claim. */
export function collectRoutes(app: Express, deps: CollectDeps): void {
  const { address } = deps.limits;
  app.get('/t.js', getTracker(trackerScript()));
  app.options('/v1/collect', crossOrigin, preflight);
  app.post('/v1/collect', crossOrigin, address, postCollect(deps));
  app.get('/v1/collect.gif', address, getPixel(deps));
  app.use(['/v1/collect', '/v1/collect.gif'], counted(deps.counts));
}

/** Counts beacons refused as a whole; of one that holds nothing acceptable each event was counted. */
function counted(counts: CollectDeps['counts']): ErrorRequestHandler {
  return (error, _request, _response, next) => {
    if (error instanceof Problem && error.code !== 'nothing_acceptable') counts.rejected(error.code);
    next(error);
  };
}
