/** Confluent's Schema Registry API, read-only, over the released schemas: whoever reads the topics asks what is in them. */
import { loadSchemas, type ReleasedSchema } from '@throughline/events';
import { queryOf, sendJson } from '@throughline/runtime';
import type { Express, Request, Response } from 'express';
import { noSuchPath, readOnly, type RegistryAnswer } from '../registry/registry-answer.ts';
import { REGISTRY_PATHS, SCHEMA_REGISTRY_PATH } from '../registry/registry-paths.ts';
import { schemaCatalogue } from '../registry/schema-catalogue.ts';

/** Open to all: the schemas are part of the program, no one's data. */
export const schemaRegistryRoutes = (app: Express, schemas: readonly ReleasedSchema[] = loadSchemas()): void => {
  const catalogue = schemaCatalogue(schemas);
  for (const [path, { ask }] of Object.entries(REGISTRY_PATHS)) {
    app.get(`${SCHEMA_REGISTRY_PATH}${path}`, (request, response) => {
      const { subjectPrefix } = Object.fromEntries(queryOf(request));
      const given = { ...(request.params as Record<string, string>), ...(subjectPrefix && { subjectPrefix }) };
      send(request, response, ask(catalogue, given));
    });
  }
  // Whatever else is asked below the path is answered in the registry's form, as its clients expect.
  app.use(SCHEMA_REGISTRY_PATH, (request, response) => {
    send(request, response, request.method === 'GET' ? noSuchPath() : readOnly());
  });
};

const send = (request: Request, response: Response, answer: RegistryAnswer): void => {
  if (answer.kind === 'found') sendJson(request, response, 200, JSON.stringify(answer.value));
  else {
    const { status, code, message } = answer;
    sendJson(request, response, status, JSON.stringify({ error_code: code, message }));
  }
};
