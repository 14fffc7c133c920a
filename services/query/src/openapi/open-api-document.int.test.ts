import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { openApiDocument } from '../index.ts';
import { serve } from '../test/serve.ts';
import { SHOP } from '../test/shop.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';
import { conversionList, reportAnswer, reportList, statusAnswer } from './answers.ts';

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  opened = await openTestWarehouse();
  await fill(opened.warehouse, 'main', SHOP);
  service = await serve(opened.warehouse);
});
afterAll(async () => {
  await service.close();
  await opened.remove();
});

test('the document is 3.1 and tells every route and parameter', async () => {
  const { status, json } = await service.get('/openapi.json', {});
  expect([status, json.openapi, json.info.version]).toEqual([200, '3.1.0', '1.2.3']);
  const parameters = json.paths['/v1/reports/{name}'].get.parameters;
  expect(parameters.map(({ name }: any) => name)).toEqual(
    expect.arrayContaining(['name', 'from', 'by', 'filter', 'model', 'min_position']),
  );
  expect(parameters.find(({ name }: any) => name === 'model').schema.enum).toContain('time_decay');
  expect(json.components.schemas.Problem.properties.errors).toBeDefined();
});

const theirs = { post: { tags: [], summary: 'Send', responses: { '202': { description: 'Accepted' } } } };

test('other services contribute their paths and shapes, each once', () => {
  const { paths, components } = openApiDocument('1', [
    { paths: { '/v1/x': theirs }, schemas: { X: { type: 'null' } } },
  ]);
  expect([paths['/v1/x'], components.schemas['X']]).toEqual([theirs, { type: 'null' }]);
  expect(() => openApiDocument('1', [{ paths: { '/v1/status': theirs } }])).toThrow('/v1/status');
  expect(() => openApiDocument('1', [{ paths: {}, schemas: { Report: {} } }])).toThrow('Report');
});

test('the schema registry is there, and told, only where it is asked for', async () => {
  const withRegistry = await serve(opened.warehouse, { schemaRegistry: true });
  expect((await withRegistry.get('/schema-registry/subjects', {})).json).toContain('events-throughline.VisitStarted');
  expect((await withRegistry.get('/openapi.json', {})).json.paths).toHaveProperty(['/schema-registry/subjects']);
  await withRegistry.close();
  expect((await service.get('/schema-registry/subjects', {})).status).toBe(404);
  expect((await service.get('/openapi.json', {})).json.paths).not.toHaveProperty(['/schema-registry/subjects']);
});

describe('answers are what the document says, with nothing beside it', () => {
  const AUGUST = 'from=2026-08-01&to=2026-08-31';
  test.each<[string, z.ZodType]>([
    [`/v1/reports/roi?${AUGUST}&by=source`, reportAnswer],
    [`/v1/reports/roi?${AUGUST}&by=manager&limit=1&lookback_days=1`, reportAnswer],
    [`/v1/reports/revenue-by-source?${AUGUST}`, reportAnswer],
    ['/v1/reports', reportList],
    [`/v1/conversions?${AUGUST}`, conversionList],
    [`/v1/conversions?${AUGUST}&kind=enquiry&limit=1`, conversionList],
    ['/v1/status', statusAnswer],
  ])('%s', async (path, schema) => {
    const { json } = await service.get(path);
    expect(schema.parse(json)).toEqual(json);
  });

  test('only metrics are null, and the instant that nobody asked about', async () => {
    const { json } = await service.get(`/v1/reports/roi?${AUGUST}&by=manager`);
    const { rows, totals, ...rest } = json;
    expect([rows[0].visits, totals.visits]).toEqual([null, null]);
    expect(rest.meta.as_of).toBeNull();
    expect(JSON.stringify({ ...rest, meta: { ...rest.meta, as_of: 'now' } })).not.toContain('null');
    const list = await service.get(`/v1/conversions?${AUGUST}&kind=enquiry`);
    expect([list.json.conversions.length, list.json.meta.as_of]).toEqual([2, null]);
    expect(list.text.replace('"as_of":null', '')).not.toContain('null');
  });
});
