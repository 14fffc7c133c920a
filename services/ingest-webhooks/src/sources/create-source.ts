import type { ProblemDetail } from '@throughline/runtime';
import {
  InvalidSettingError,
  generateToken,
  hashToken,
  type SettingsState,
  type SettingsStore,
} from '@throughline/settings';
import { stateCompleteness } from './state-completeness.ts';
import { invalidAt, readSourceRequest, type SourceRules } from './read-source-request.ts';

export interface CreateSourceDeps extends SourceRules {
  readonly settings: SettingsStore;
  readonly now: () => number;
}

export type CreatedSource =
  | { readonly kind: 'created'; readonly id: string; readonly token: string }
  | { readonly kind: 'invalid'; readonly errors: readonly ProblemDetail[] };

/**
 * Makes a source of a workspace from the JSON of `POST /v1/sources`. Its id begins every public id of its events, so
 * it is short and says where they come from: the provider, numbered from the second on.
 */
export async function createSource(workspace: string, body: unknown, deps: CreateSourceDeps): Promise<CreatedSource> {
  const read = readSourceRequest(body, deps);
  if (read.kind === 'invalid') return read;
  const token = read.token ?? generateToken();
  const state = await deps.settings.refresh();
  const id = read.id ?? freeId(read.provider.name, state);
  if (state.source(id) !== null) {
    return {
      kind: 'invalid',
      errors: [{ pointer: '/id', code: 'taken', detail: `There is a source '${id}' already.` }],
    };
  }
  try {
    await deps.settings.put('source', id, {
      workspace,
      provider: read.provider.name,
      name: read.name,
      role: read.role,
      tokenHash: hashToken(token),
      settings: read.settings,
      enabled: true,
      createdAt: deps.now(),
    });
  } catch (error) {
    if (!(error instanceof InvalidSettingError)) throw error;
    const errors = error.issues.map(({ pointer, detail }) => invalidAt(pointer.split('/').slice(1), detail));
    return { kind: 'invalid', errors };
  }
  if (read.completeFrom !== null) await stateCompleteness(id, read.completeFrom, deps.settings);
  return { kind: 'created', id, token };
}

function freeId(provider: string, state: SettingsState): string {
  let id = provider;
  for (let number = 2; state.source(id) !== null; number += 1) id = `${provider}-${number}`;
  return id;
}
