/** The query routes on a port, over a test's warehouse, asked as an outsider would. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_RUN } from '@throughline/domain';
import { encodePosition } from '@throughline/events';
import { createHttpApp, createLogger } from '@throughline/runtime';
import type { Warehouse } from '@throughline/warehouse';
import { createQueryRoutes } from '../index.ts';
import type { PipelineStatus, QueryDeps, WorkspaceView } from '../index.ts';
import { at } from './build/at.ts';

export const NOW = at('2026-09-01T00:00:00Z');

export const aWorkspace = (over: Partial<WorkspaceView> = {}): WorkspaceView => ({
  id: 'main',
  timeZone: 'Europe/Moscow',
  currency: 'RUB',
  run: { ...DEFAULT_RUN, rules: 'rules-1', rates: [{ currency: 'USD', date: '2026-08-02', rate: '80' }] },
  runId: 'run-1',
  campaignRules: [],
  channelRules: [],
  sources: [],
  ...over,
});

/** Positions of what shows in the reports, and of what does not yet. */
export const DONE = encodePosition({ events: [7] });
export const LATER = encodePosition({ events: [8] });

export const ALL_DONE: PipelineStatus = {
  status: () =>
    Promise.resolve({
      ready: true,
      events: { accepted: 7, recorded: 7, rejected: 1 },
      lag: {},
      complete_until: '2026-09-01T00:00:00.000Z',
      caught_up: true,
    }),
  caughtUp: (position) => Promise.resolve(position === DONE),
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body when it is JSON. */
  readonly json: any;
}

export const serve = async (warehouse: Warehouse, over: Partial<QueryDeps & { workspace: WorkspaceView }> = {}) => {
  const view = over.workspace ?? aWorkspace();
  const scopes = { reader: ['read'], sender: ['ingest'] } as const;
  const routes = createQueryRoutes({
    warehouse,
    authenticate: (key) =>
      key in scopes ? { id: key, scopes: scopes[key as keyof typeof scopes], workspaces: ['main', 'empty'] } : null,
    workspaces: (id) => (id === view.id ? view : null),
    status: ALL_DONE,
    now: () => NOW,
    sleep,
    version: '1.2.3',
    ...over,
  });
  const app = createHttpApp({ logger: createLogger({ level: 'silent', name: 'test' }), routes });
  const port = await app.listen(0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    async get(
      path: string,
      headers: Record<string, string> = { authorization: 'Bearer reader' },
      init: RequestInit = {},
    ): Promise<Answer> {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: 'manual', ...init });
      const bytes = Buffer.from(await response.arrayBuffer());
      const text = new TextDecoder().decode(bytes);
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        text,
        json: isJson ? JSON.parse(text) : null,
      };
    },
    close: () => app.close(0),
  };
};
