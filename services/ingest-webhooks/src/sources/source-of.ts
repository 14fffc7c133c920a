import type { Request } from 'express';
import { accessOf, problem } from '@throughline/runtime';
import type { SettingsStore, Source } from '@throughline/settings';

/** The source that the path names as `:id`, read afresh. @throws 404 when the workspace of the key has none of this id */
export async function sourceOf(request: Request, settings: SettingsStore): Promise<Source> {
  const id = String(request.params['id']);
  const source = (await settings.refresh()).source(id);
  if (source === null || source.workspace !== accessOf(request).workspace) {
    throw problem(404, 'source_unknown', `There is no source '${id}'.`);
  }
  return source;
}
