/** `/v1/campaign-mapping`: the ordered rules that name campaigns, suggestions for more, and accepting one. */
import { accessOf, BODY_LIMITS, problem, queryOf, readJson, requireScope, sendJson } from '@throughline/runtime';
import type { CampaignRule } from '@throughline/domain';
import type { Express, Request, Response } from 'express';
import { etagOf, matchesEtag } from '../output/etag.ts';
import { accepting, changeMapping, tagOfRules } from '../mapping/change-mapping.ts';
import type { Change } from '../mapping/change-mapping.ts';
import type { CampaignMappings } from '../mapping/campaign-mappings.ts';
import { acceptRequest, mappingRequest, readBy } from '../mapping/mapping-request.ts';
import type { Read } from '../mapping/mapping-request.ts';
import { presentUnmatched } from '../mapping/present-unmatched.ts';
import { readUnmatched } from '../mapping/unmatched.ts';
import { periodParameters } from '../request/health-parameters.ts';
import { parseQuery } from '../request/query-parameters.ts';
import { selectionOf } from '../request/selection.ts';
import type { QueryDeps } from './deps.ts';
import { answering, unknownWorkspace, valid } from './problems.ts';
import { awaitPosition, workspaceOf } from './selected.ts';

/** Of each list; the dearest and most visited stand first. */
const MOST_SUGGESTED = 500;

/** Rules are applied when a report is read, so a change reaches all of the past at once and rebuilds nothing. */
export const mappingRoutes = (app: Express, deps: QueryDeps, mappings: CampaignMappings): void => {
  const read = requireScope('read', deps.authenticate);
  const admin = requireScope('admin', deps.authenticate);

  app.get('/v1/campaign-mapping', read, async (request, response) => {
    const { workspace } = accessOf(request);
    const stored = await mappings.read(workspace);
    if (stored === null) throw unknownWorkspace(workspace);
    sendRules(request, response, stored.rules);
  });

  app.put('/v1/campaign-mapping', admin, async (request, response) => {
    const { rules } = understood(readBy(mappingRequest, await readJson(request, BODY_LIMITS.webhook)));
    await change(request, response, () => rules);
  });

  app.post('/v1/campaign-mapping/accept', admin, async (request, response) => {
    await change(
      request,
      response,
      accepting(understood(readBy(acceptRequest, await readJson(request, BODY_LIMITS.webhook)))),
    );
  });

  const change = async (request: Request, response: Response, to: Change['to']): Promise<void> => {
    const { workspace } = accessOf(request);
    const changed = await changeMapping(mappings, { workspace, to, ifMatch: request.headers['if-match'] ?? null });
    switch (changed.kind) {
      case 'changed':
        sendRules(request, response, changed.rules);
        return;
      case 'workspace_unknown':
        throw unknownWorkspace(workspace);
      case 'not_matching':
        throw problem(412, 'changed_meanwhile', 'Somebody else has changed the mapping. Read it again.');
      case 'already_named':
        throw problem(
          409,
          'already_named',
          `An earlier rule calls this campaign '${changed.name}'. Change that rule.`,
          [{ pointer: '/from', code: 'already_named', detail: `is called '${changed.name}' by an earlier rule` }],
        );
      case 'busy':
        throw problem(503, 'settings_busy', 'The settings are being written. Try again.', [], { 'Retry-After': '1' });
    }
  };

  app.get('/v1/campaign-mapping/suggestions', read, async (request, response) => {
    const asked = valid(parseQuery(periodParameters, queryOf(request).toString()));
    const workspace = await workspaceOf(deps, accessOf(request).workspace);
    const { period } = valid(selectionOf(asked, workspace, [], deps.now()));
    await awaitPosition(deps, asked.min_position);
    const unmatched = await answering(() => readUnmatched(deps.warehouse, workspace, period));
    const { id, currency } = workspace;
    const meta = { workspace: id, from: period.from, to: period.to, timezone: period.timeZone, currency };
    const text = JSON.stringify({ meta, ...presentUnmatched(unmatched, workspace, MOST_SUGGESTED) });
    sendTagged(request, response, text, etagOf([text]));
  });
};

const sendRules = (request: Request, response: Response, rules: readonly CampaignRule[]): void =>
  sendTagged(request, response, JSON.stringify({ rules }), tagOfRules(rules));

const sendTagged = (request: Request, response: Response, text: string, tag: string): void => {
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache' };
  if (request.method === 'GET' && matchesEtag(request.headers['if-none-match'], tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  sendJson(request, response, 200, text, headers);
};

const understood = <T>(read: Read<T>): T => {
  if (read.ok) return read.value;
  throw problem(422, 'mapping_invalid', 'The mapping is not valid.', read.errors);
};
