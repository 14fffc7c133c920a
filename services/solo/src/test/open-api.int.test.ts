import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger, OPEN_API_METHODS } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../app.ts';
import { soloConfig } from '../config.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** The document cannot drift from what the composed process answers: compared with its router and its hot handlers. */
const directory = temporaryDirectory('open-api');
let app: SoloApp;
let document: any;

beforeAll(async () => {
  app = await startSolo({
    config: soloConfig.parse({ PORT: 0, DATA_DIR: directory.path }),
    logger: createLogger({ level: 'silent', name: 'test' }),
    now: Date.now,
  });
  document = await (await fetch(`${app.url}/openapi.json`)).json();
});
afterAll(async () => {
  await app.lifecycle.stop();
  directory.remove();
});

/** `POST /v1/sources`, for each path and method of the document. */
const told = (): string[] =>
  Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );

/** The path of a route as the document writes it: `:name` and `*id` are parameters. */
const pathOf = (path: string | RegExp): string[] =>
  typeof path === 'string'
    ? [path.replace(/[:*](\w+)/g, '{$1}')]
    : Object.keys(document.paths).filter((documented) => path.test(documented));

const registered = (): string[] => {
  const routes = app.http.express.router.stack.flatMap(({ route }) => (route === undefined ? [] : [route as any]));
  return routes.flatMap(({ path, methods }) => {
    // A route of any method has more than OpenAPI can tell.
    const verbs = Object.keys(methods).filter((method) => OPEN_API_METHODS.some((known) => known === method));
    return pathOf(path).flatMap((each) => verbs.map((verb) => `${verb.toUpperCase()} ${each}`));
  });
};

test('the routes of the process are the paths of the document, method by method', () => {
  expect(registered().length).toBeGreaterThan(20);
  expect([...registered(), ...app.http.hot.keys()].toSorted()).toEqual(told().toSorted());
});

/** Every value under `key`, at any depth. */
const allUnder = (value: unknown, key: string): unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...allUnder(inner, key)]);
};

describe('the document', () => {
  test('refers only to shapes it has, and uses every shape', () => {
    const references = new Set(allUnder(document, '$ref').map(String));
    const shapes = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...references].toSorted()).toEqual(shapes.toSorted());
  });

  test('every parameter of a path is told', () => {
    for (const [path, item] of Object.entries<any>(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values<any>(item)) {
        const inPath = parameters.filter((parameter: any) => parameter.in === 'path' && parameter.required);
        expect([path, inPath.map(({ name }: any) => name)]).toEqual([path, named]);
      }
    }
  });

  test('every route that it calls open answers without a key, every other one asks for it', async () => {
    for (const [path, item] of Object.entries<any>(document.paths)) {
      for (const [method, { security, tags }] of Object.entries<any>(item)) {
        if (method === 'trace' || tags[0] === 'Webhooks' || tags[0] === 'Pages') continue;
        const { status } = await fetch(`${app.url}${path}`, { method: method.toUpperCase() });
        expect([method, path, status === 401]).toEqual([method, path, security !== undefined]);
      }
    }
  });

  test('events and cost rows have the shapes the doors read', () => {
    const { schemas } = document.components;
    expect(schemas.Event.oneOf).toHaveLength(9);
    expect(schemas.VisitEvent).toMatchObject({ required: ['type', 'visitor_id', 'url'] });
    expect(schemas.CostRow.required).toEqual(['date', 'source', 'currency', 'cost']);
  });
});

describe('the reference page', () => {
  const page = async (language: string): Promise<string> => (await fetch(`${app.url}/docs?lang=${language}`)).text();
  const cells = (html: string): string[] => [...html.matchAll(/<(?:p|td)>([^<]+)/g)].map(([, text]) => text!.trim());

  test('shows every path, with the members of what is sent', async () => {
    const html = await page('en');
    for (const path of Object.keys(document.paths)) expect(html).toContain(`<code>${path}</code>`);
    expect(html).toMatch(/<code>visit<\/code><\/td>\s*<td><code>type\* id at visitor_id\* url\* referrer/);
    expect(html).toMatch(/<code>CostRow<\/code>/);
    expect(html.split('/v1/hooks/').length - 1).toBe(1);
  });

  test('says in Russian everything it says', async () => {
    const [english, russian] = [cells(await page('en')), cells(await page('ru'))];
    expect(russian.length).toBe(english.length);
    expect(russian.filter((text) => text !== '' && !/[а-яё]/i.test(text))).toEqual([]);
  });
});
