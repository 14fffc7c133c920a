import type { NormalisePhone } from '@throughline/domain';
import {
  accessOf,
  BODY_LIMITS,
  problem,
  readJson,
  requireScope,
  sendJson,
  type Authenticator,
} from '@throughline/runtime';
import type { SettingsState, SettingsStore, Workspace } from '@throughline/settings';
import type { Express, Request, Response } from 'express';
import { changeWorkspace } from './change-workspace.ts';
import { workspaceJson } from './workspace-json.ts';

/** Of settings that are written a few times a day. */
const MOST_TRIES = 5;

export interface WorkspaceRouteDeps {
  readonly authenticate: Authenticator;
  readonly settings: SettingsStore;
  readonly normalisePhone: NormalisePhone;
}

/**
 * `GET /v1/workspace` (read) and `PATCH /v1/workspace` (admin): how a workspace is counted. The entity tag names the
 * version; who sends it as If-Match overwrites nobody's change.
 */
export function workspaceRoutes(app: Express, { authenticate, settings, normalisePhone }: WorkspaceRouteDeps): void {
  /** Made of what the change before left, whichever process made that; false: another one came in between. */
  async function changed(request: Request, body: unknown): Promise<boolean> {
    const { workspace, version, etag } = present(await settings.refresh(), request);
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && !listed(wanted, etag)) {
      throw problem(412, 'changed_meanwhile', 'The workspace was changed meanwhile: read it again.', [], {
        ETag: etag,
      });
    }
    const change = changeWorkspace(workspace, body, normalisePhone);
    if (change.kind === 'invalid')
      throw problem(422, 'workspace_invalid', 'The settings are not valid.', change.errors);
    if (change.kind === 'same') return true;
    return (await settings.putAfter('workspace', workspace.id, change.value, version)) !== null;
  }

  app.get('/v1/workspace', requireScope('read', authenticate), async (request, response) => {
    const { workspace, etag } = present(await settings.refresh(), request);
    if (listed(request.headers['if-none-match'], etag)) response.writeHead(304, { ETag: etag }).end();
    else send(request, response, workspace, etag);
  });

  app.patch('/v1/workspace', requireScope('admin', authenticate), async (request, response) => {
    const body = await readJson(request, BODY_LIMITS.webhook);
    for (let time = 1; !(await changed(request, body)); time += 1) {
      if (time === MOST_TRIES) {
        throw problem(503, 'settings_busy', 'The settings are being written. Try again.', [], { 'Retry-After': '1' });
      }
    }
    const { workspace, etag } = present(settings.state(), request);
    send(request, response, workspace, etag);
  });
}

function present(state: SettingsState, request: Request): { workspace: Workspace; version: number; etag: string } {
  const { workspace: id } = accessOf(request);
  const workspace = state.workspace(id);
  if (workspace === null) throw problem(404, 'workspace_unknown', `There is no workspace '${id}'.`);
  const version = state.versionOf('workspace', id);
  return { workspace, version, etag: `"${version}"` };
}

/** Whether a list of entity tags (RFC 9110) has one. */
const listed = (tags: string | undefined, etag: string): boolean =>
  tags !== undefined && tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);

function send(request: Request, response: Response, workspace: Workspace, etag: string): void {
  sendJson(request, response, 200, JSON.stringify(workspaceJson(workspace)), {
    ETag: etag,
    'Cache-Control': 'private, no-cache',
  });
}
