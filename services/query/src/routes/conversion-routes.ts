/** `GET /v1/conversions` (the list behind a number) and `GET /v1/conversions/{id}` (one explained). */
import { accessOf, problem, queryOf, requireScope, sendJson } from '@throughline/runtime';
import type { Express, Request, Response } from 'express';
import type { AttributePersons } from '../attribution/attribute-persons.ts';
import { explainConversion } from '../conversion/explain-conversion.ts';
import { listConversions } from '../conversion/list-conversions.ts';
import { etagOf, matchesEtag } from '../output/etag.ts';
import type { ConversionRows } from '../report/conversion-rows.ts';
import { freshnessMeta, selectionMeta } from '../report/report-meta.ts';
import { explainParameters, listParameters } from '../request/conversion-parameters.ts';
import { decodeCursor, encodeCursor, fingerprint } from '../request/cursor.ts';
import { parseQuery } from '../request/query-parameters.ts';
import { selectionOf } from '../request/selection.ts';
import type { QueryDeps } from './deps.ts';
import { answering, badParameters, valid } from './problems.ts';
import { awaitPosition, underOneRun, workspaceOf } from './selected.ts';
import { whileListening } from './while-listening.ts';

const DEFAULT_LIMIT = 100;
const MOST = 10_000;

export const conversionRoutes = (
  app: Express,
  deps: QueryDeps,
  conversionRows: ConversionRows,
  attribute: AttributePersons,
): void => {
  const read = requireScope('read', deps.authenticate);

  app.get('/v1/conversions', read, async (request, response) => {
    const asked = valid(parseQuery(listParameters, queryOf(request).toString()));
    const limit = asked.limit ?? DEFAULT_LIMIT;
    if (limit > MOST)
      throw badParameters([{ pointer: '/limit', code: 'out_of_range', detail: `must be at most ${MOST}` }]);
    const { workspace } = accessOf(request);
    valid(selectionOf(asked, await workspaceOf(deps, workspace), [], deps.now()));
    const question = fingerprint({ ...asked });
    const offset = valid(decodeCursor(asked.cursor, question));
    await awaitPosition(deps, asked.min_position);
    const kind = asked.kind ?? 'sale';
    const reading = { warehouse: deps.warehouse, conversionRows: whileListening(response, conversionRows) };
    const { selection, status, page } = await answering(() =>
      underOneRun(deps, workspace, async (view) => {
        const selected = valid(selectionOf(asked, view, [], deps.now()));
        const before = await deps.status.status(workspace);
        const listed = await listConversions(reading, kind, selected, { offset, limit });
        return { selection: selected, status: before, page: listed };
      }),
    );
    const meta = {
      ...selectionMeta(selection),
      kind,
      row_count: page.count,
      next_cursor: page.nextOffset === null ? undefined : encodeCursor(page.nextOffset, question),
    };
    sendTagged(
      request,
      response,
      { meta, conversions: page.rows },
      { meta: { ...meta, ...freshnessMeta(status) }, conversions: page.rows },
    );
  });

  // A provider's id has a slash in it, which may come encoded or not.
  app.get('/v1/conversions/*id', read, async (request, response) => {
    const id = [request.params['id']].flat().join('/');
    const asked = valid(parseQuery(explainParameters, queryOf(request).toString()));
    const { workspace } = accessOf(request);
    valid(selectionOf(asked, await workspaceOf(deps, workspace), [], deps.now()));
    await awaitPosition(deps, asked.min_position);
    const reading = { warehouse: deps.warehouse, attribute };
    const explained = await answering(() =>
      underOneRun(deps, workspace, (view) =>
        explainConversion(reading, id, valid(selectionOf(asked, view, [], deps.now()))),
      ),
    );
    if (explained === null) {
      throw problem(
        404,
        'conversion_unknown',
        'There is no such conversion. Ids: enquiry:<id>, lead:<id>, deal:<id>, sale:<id>.',
      );
    }
    sendTagged(request, response, explained, explained);
  });
};

/** Answers `body`; the tag is over `said`, which leaves out what changes by itself. */
const sendTagged = (request: Request, response: Response, said: object, body: object): void => {
  const etag = etagOf([JSON.stringify(said)]);
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache' };
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  sendJson(request, response, 200, JSON.stringify(body), headers);
};
