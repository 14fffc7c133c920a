import helmet from 'helmet';
import type { RequestHandler } from 'express';

/**
 * Security headers of pages: everything from our own origin, no frames around us. Styles may be inline (charts set
 * them), scripts may not. HTTPS is the proxy's business: a local installation speaks plain HTTP.
 */
export function pageHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false,
  });
}
