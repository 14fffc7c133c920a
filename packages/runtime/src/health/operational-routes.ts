import type { Express } from 'express';
import { sendJson } from '../http/send.ts';
import type { Metrics } from '../metrics/create-metrics.ts';

export interface OperationalOptions {
  readonly metrics: Metrics;
  readonly version: string;
  /** Name -> check; ready when every check resolves to true within 2 s. */
  readonly checks: Readonly<Record<string, () => boolean | Promise<boolean>>>;
}

const CHECK_MS = 2_000;

/** `/livez` (the process answers), `/readyz` (it can do its work), `/metrics` (Prometheus), `/version`. */
export function operationalRoutes(app: Express, { metrics, version, checks }: OperationalOptions): void {
  app.get('/livez', (request, response) => sendJson(request, response, 200, '{"alive":true}'));
  app.get('/version', (request, response) => sendJson(request, response, 200, JSON.stringify({ version })));
  app.get('/readyz', async (request, response) => {
    const outcomes = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await passes(check)] as const),
    );
    const ready = outcomes.every(([, passed]) => passed);
    sendJson(request, response, ready ? 200 : 503, JSON.stringify({ ready, checks: Object.fromEntries(outcomes) }));
  });
  app.get('/metrics', async (_request, response) => {
    response.setHeader('Content-Type', metrics.registry.contentType);
    response.end(await metrics.registry.metrics());
  });
}

async function passes(check: () => boolean | Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
