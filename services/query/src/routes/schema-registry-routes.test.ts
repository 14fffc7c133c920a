import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadSchemas, type ReleasedSchema } from '@throughline/events';
import { createHttpApp, createLogger, type HttpApp } from '@throughline/runtime';
import { SCHEMA_REGISTRY_PART } from '../openapi/schema-registry-part.ts';
import { inRussian } from '../page/docs-in-russian.ts';
import { schemaRegistryRoutes } from './schema-registry-routes.ts';

const record = (name: string, version: number) => ({
  type: 'record' as const,
  name,
  namespace: 'throughline',
  fields: [{ name: `field${version}`, type: 'string' }],
});
const released = (id: number, name: string, version: number): ReleasedSchema => ({
  id,
  fact: name.toLowerCase(),
  name,
  version,
  schema: record(name, version),
});
/** A second version that was released after another event. */
const SCHEMAS = [
  released(1, 'Called', 1),
  released(2, 'Seen', 1),
  released(7, 'Called', 2),
  released(11, 'Called', 10),
];
const CALLED = 'events-throughline.Called';

const serve = async (schemas?: readonly ReleasedSchema[]) => {
  const app = createHttpApp({
    logger: createLogger({ level: 'silent', name: 'test' }),
    routes: (express) => schemaRegistryRoutes(express, schemas),
  });
  return { app, url: `http://127.0.0.1:${await app.listen(0, '127.0.0.1')}/schema-registry` };
};

let app: HttpApp;
let url: string;
beforeAll(async () => {
  ({ app, url } = await serve(SCHEMAS));
});
afterAll(() => app.close(0));

const ask = async (path: string, method = 'GET'): Promise<[number, any]> => {
  const response = await fetch(url + path, { method });
  expect(response.headers.get('content-type')).toContain('json');
  return [response.status, await response.json()];
};

describe('answers', () => {
  test.each<[string, unknown]>([
    ['', {}],
    ['/', {}],
    ['/mode', { mode: 'READONLY' }],
    ['/config', { compatibilityLevel: 'BACKWARD_TRANSITIVE' }],
    ['/schemas/types', ['AVRO']],
    ['/schemas/ids/7', { schema: JSON.stringify(record('Called', 2)) }],
    ['/schemas/ids/7?fetchMaxId=false&subject=events-value', { schema: JSON.stringify(record('Called', 2)) }],
    ['/schemas/ids/7/schema', record('Called', 2)],
    ['/schemas/ids/7/subjects', [CALLED]],
    ['/schemas/ids/7/versions', [{ subject: CALLED, version: 2 }]],
    ['/subjects', [CALLED, 'events-throughline.Seen']],
    ['/subjects?subjectPrefix=events-throughline.S', ['events-throughline.Seen']],
    [`/subjects/${CALLED}/versions`, [1, 2, 10]],
    [
      `/subjects/${CALLED}/versions/2`,
      { subject: CALLED, id: 7, version: 2, schema: JSON.stringify(record('Called', 2)) },
    ],
    [`/subjects/${CALLED}/versions/latest`, expect.objectContaining({ id: 11, version: 10 })],
    [`/subjects/${CALLED}/versions/-1`, expect.objectContaining({ id: 11 })],
    [`/subjects/${CALLED}/versions/1/schema`, record('Called', 1)],
  ])('%s', async (path, body) => {
    expect(await ask(path)).toEqual([200, body]);
  });
});

describe('refuses by the error codes of the API', () => {
  test.each([
    ['/schemas/ids/3', 404, 40_403],
    ['/schemas/ids/3/versions', 404, 40_403],
    ['/schemas/ids/99999999999', 404, 404],
    ['/schemas/ids/1x', 404, 404],
    ['/subjects/events-value/versions', 404, 40_401],
    ['/subjects/__proto__/versions/1', 404, 40_401],
    [`/subjects/${CALLED}/versions/3`, 404, 40_402],
    [`/subjects/${CALLED}/versions/0`, 422, 42_202],
    [`/subjects/${CALLED}/versions/2147483648`, 422, 42_202],
    [`/subjects/${CALLED}/versions/newest`, 422, 42_202],
    ['/contexts', 404, 404],
  ])('%s', async (path, status, code) => {
    expect(await ask(path)).toEqual([status, { error_code: code, message: expect.any(String) }]);
  });

  test.each([
    ['POST', `/subjects/${CALLED}/versions`],
    ['DELETE', `/subjects/${CALLED}`],
    ['PUT', '/config'],
  ])('%s %s: nothing is registered or removed', async (method, path) => {
    expect(await ask(path, method)).toEqual([422, { error_code: 42_205, message: expect.any(String) }]);
  });
});

test('every released schema is there under its id, as it was released', async () => {
  const { app: own, url: address } = await serve();
  const schemas = loadSchemas();
  expect(schemas.length).toBeGreaterThan(0);
  for (const { id, schema, version } of schemas) {
    const { schema: text } = (await (await fetch(`${address}/schemas/ids/${id}`)).json()) as { schema: string };
    expect(JSON.parse(text)).toEqual(schema);
    const [held] = (await (await fetch(`${address}/schemas/ids/${id}/versions`)).json()) as any[];
    expect(held).toEqual({ subject: `events-throughline.${schema.name}`, version });
  }
  await own.close(0);
});

test('the OpenAPI part tells of every route, and all of it in Russian too', () => {
  const routes = app.express.router.stack.flatMap(({ route }) => (route === undefined ? [] : [route.path]));
  expect(Object.keys(SCHEMA_REGISTRY_PART.paths)).toEqual(routes.map((path) => path.replaceAll(/:(\w+)/g, '{$1}')));
  const texts = Object.values(SCHEMA_REGISTRY_PART.paths).flatMap(({ get }) => [
    get!.summary,
    ...(get!.parameters ?? []).map(({ description }) => description),
    ...Object.values(get!.responses).map(({ description }) => description),
  ]);
  expect(texts.filter((text) => inRussian(text) === text)).toEqual([]);
});
