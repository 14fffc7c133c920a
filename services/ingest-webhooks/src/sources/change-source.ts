import { parseBy, type ProblemDetail } from '@throughline/runtime';
import { InvalidSettingError, type Source, type SettingsStore } from '@throughline/settings';
import { z } from 'zod';
import { stateCompleteness } from './state-completeness.ts';
import { completeFrom, invalidAt, settingProblems, settingsOf, type SourceRules } from './read-source-request.ts';

/** Body of `PATCH /v1/sources/{id}`. */
export const changeRequest = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  enabled: z.boolean().optional(),
  /** Those given replace the present ones; null takes one away; the others stay. */
  settings: z.record(z.string(), z.unknown()).default({}),
  /** From when on everything of it is known; null: from its creation. */
  complete_from: completeFrom.nullable().optional(),
});

/**
 * Changes a source from the JSON of `PATCH /v1/sources/{id}`. What came before stays read as it was until the source is
 * translated again.
 */
export async function changeSource(
  source: Source,
  body: unknown,
  { settings, ...rules }: SourceRules & { readonly settings: SettingsStore },
): Promise<readonly ProblemDetail[]> {
  const parsed = parseBy(changeRequest, body);
  if (parsed.kind === 'invalid') return parsed.errors;
  const provider = rules.providers.byName(source.provider);
  if (provider === null) return [{ pointer: '/provider', code: 'unknown_provider', detail: source.provider }];
  const merged = { ...source.settings, ...settingsOf(parsed.value.settings) };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  const problems = settingProblems(kept, provider, rules.allowedOrigins);
  if (problems.length > 0) return problems;
  const { id, ...value } = source;
  const { name = source.name, enabled = source.enabled } = parsed.value;
  try {
    await settings.put('source', id, { ...value, name, enabled, settings: kept });
  } catch (error) {
    if (!(error instanceof InvalidSettingError)) throw error;
    return error.issues.map(({ pointer, detail }) => invalidAt(pointer.split('/').slice(1), detail));
  }
  const { complete_from: stated } = parsed.value;
  if (stated !== undefined) await stateCompleteness(id, stated, settings);
  return [];
}
