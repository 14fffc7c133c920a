import {
  accessOf,
  BODY_LIMITS,
  problem,
  readJson,
  requireScope,
  sendJson,
  type Authenticator,
} from '@throughline/runtime';
import type { SettingsStore } from '@throughline/settings';
import type { Express } from 'express';
import { createKey } from './create-key.ts';
import { reaches } from './reaches.ts';

/**
 * `POST /v1/keys`, `GET /v1/keys` and `DELETE /v1/keys/{id}`, for administrators: keys of the HTTP interface, each with
 * its scopes and workspaces. Keys of other workspaces are not there for who has no part in those. A removed key opens
 * nothing from the next request on; when it was the administrator's own, the next start makes a new one.
 */
export function keyRoutes(app: Express, deps: { authenticate: Authenticator; settings: SettingsStore }): void {
  const { settings } = deps;
  const admin = requireScope('admin', deps.authenticate);

  app.post('/v1/keys', admin, async (request, response) => {
    const created = await createKey(settings, await readJson(request, BODY_LIMITS.beacon), accessOf(request));
    if (created.kind === 'invalid') throw problem(422, 'key_invalid', 'The key is not valid.', created.errors);
    const { id, key } = created;
    sendJson(request, response, 201, JSON.stringify({ id, key }));
  });

  app.get('/v1/keys', admin, async (request, response) => {
    const { principal } = accessOf(request);
    const keys = (await settings.refresh())
      .keys()
      .filter(({ workspaces }) => reaches(principal, workspaces))
      .map(({ id, name, scopes, workspaces }) => ({ id, name, scopes, workspaces }));
    sendJson(request, response, 200, JSON.stringify({ keys }));
  });

  app.delete('/v1/keys/:id', admin, async (request, response) => {
    const id = String(request.params['id']);
    const key = (await settings.refresh()).key(id);
    if (key === null || !reaches(accessOf(request).principal, key.workspaces)) {
      throw problem(404, 'key_unknown', `There is no key '${id}'.`);
    }
    await settings.remove('key', id);
    response.writeHead(204).end();
  });
}
