import type { SettingsStore } from '@throughline/settings';
import { sourceSetup } from '../source/source-setup.ts';
import { statedInstant } from '../wire/stated-instant.ts';

/** Writes down from when on a source is complete; null: what was said of it counts no more. */
export async function stateCompleteness(id: string, stated: string | null, settings: SettingsStore): Promise<void> {
  const zone = sourceSetup(settings.state(), id)?.timeZone ?? 'UTC';
  const from = stated === null ? null : statedInstant(stated, zone);
  if (from === null) await settings.remove('completeness', id);
  else await settings.put('completeness', id, { from });
}
