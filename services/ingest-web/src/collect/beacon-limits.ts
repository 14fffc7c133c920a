import { Problem } from '@throughline/runtime';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit, type RateLimitExceededEventHandler } from 'express-rate-limit';

/** Beacons a minute, each of at most `MOST_CLAIMS` events. */
export interface BeaconRates {
  /** From one address (of IPv6: one /56): an office or a mobile operator may stand behind it. */
  readonly perAddress: number;
  readonly perVisitor: number;
}

export interface BeaconLimits {
  /** Middleware: refuses an address that sends too often. */
  readonly address: RequestHandler;
  /** @throws Problem 429 for a visitor that sends too often */
  visitor(request: Request, response: Response, visitor: string): Promise<void>;
}

const WINDOW_MS = 60_000;

/** Counts in this process, by minutes; what was refused is not counted as anybody's. */
export function createBeaconLimits({ perAddress, perVisitor }: BeaconRates): BeaconLimits {
  const visitors = new WeakMap<Request, string>();
  const common = {
    windowMs: WINDOW_MS,
    standardHeaders: false,
    legacyHeaders: false,
    handler: tooMany,
    // Which addresses may be believed is said by the configuration; a warning on the console would be nobody's.
    validate: false,
  } as const;
  const byVisitor = rateLimit({
    ...common,
    limit: perVisitor,
    keyGenerator: (request) => visitors.get(request) ?? '',
  });
  return {
    address: rateLimit({ ...common, limit: perAddress, keyGenerator: ({ ip }) => ipKeyGenerator(ip ?? '') }),
    visitor(request, response, visitor) {
      visitors.set(request, visitor);
      return new Promise((resolve, reject) => {
        void byVisitor(request, response, (error?: unknown) => {
          if (error === undefined) resolve();
          else reject(error instanceof Error ? error : new Error('the limit failed', { cause: error }));
        });
      });
    },
  };
}

const tooMany: RateLimitExceededEventHandler = (_request, _response, next) => {
  next(
    new Problem(429, 'too_many_beacons', 'This sender sends too often; send it later.', [], {
      'Retry-After': String(WINDOW_MS / 1_000),
    }),
  );
};
