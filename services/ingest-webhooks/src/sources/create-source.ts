import { createHash, randomBytes } from 'node:crypto';
import type { ProblemDetail } from '@throughline/runtime';
import type { ProviderRegistry } from '../provider/registry.ts';
import type { Source, SourceCatalogue } from '../source/source.ts';
import { readSourceRequest } from './read-source-request.ts';

export interface CreateSourceDeps {
  readonly catalogue: SourceCatalogue;
  readonly providers: ProviderRegistry;
  readonly now: () => number;
}

export type CreatedSource =
  | { readonly kind: 'created'; readonly source: Source; readonly token: string }
  | { readonly kind: 'invalid'; readonly errors: readonly ProblemDetail[] };

/**
 * Makes a source of a workspace from the JSON of `POST /v1/sources`. Its id begins every public id of its events, so
 * it is short and says where they come from: the provider, numbered from the second on.
 */
export async function createSource(workspace: string, body: unknown, deps: CreateSourceDeps): Promise<CreatedSource> {
  const read = readSourceRequest(body, deps.providers);
  if (read.kind === 'invalid') return read;
  const token = read.token ?? randomBytes(24).toString('base64url');
  await deps.catalogue.refresh();
  const id = read.id ?? freeId(read.provider.name, deps.catalogue);
  if (deps.catalogue.current(id) !== null) {
    return { kind: 'invalid', errors: [{ pointer: '/id', code: 'taken', detail: `There is a source '${id}' already.` }] };
  }
  const source: Source = {
    id,
    workspace,
    provider: read.provider.name,
    name: read.name,
    role: read.provider.role,
    tokenHash: createHash('sha256').update(token).digest('hex'),
    settings: read.settings,
    enabled: true,
    createdAt: deps.now(),
  };
  await deps.catalogue.put(source);
  return { kind: 'created', source, token };
}

function freeId(provider: string, catalogue: SourceCatalogue): string {
  let id = provider;
  for (let number = 2; catalogue.current(id) !== null; number += 1) id = `${provider}-${number}`;
  return id;
}
