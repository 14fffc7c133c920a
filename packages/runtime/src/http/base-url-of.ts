import type { Request } from 'express';

/** How this service is reached from outside: the configured public URL, else as the request at hand did; no `/` ends it. */
export function baseUrlOf(request: Request, publicUrl: string | null): string {
  return (publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`).replace(/\/+$/, '');
}
