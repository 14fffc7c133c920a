import { createHmac } from 'node:crypto';
import { isBelievable, type NormalisePhone } from '@throughline/domain';
import type { Event, RawRecord, RecordPosition, RejectedPart } from '@throughline/events';
import { generationOf } from '../provider/generation.ts';
import type { TranslationContext } from '../provider/provider.ts';
import type { ProviderRegistry } from '../provider/registry.ts';
import { rejected, type ThinStatement, type Translation } from '../provider/translation.ts';
import type { SourceSetup } from '../source/source-setup.ts';
import type { Tree } from '../wire/tree.ts';

export interface TranslateDeps {
  readonly providers: ProviderRegistry;
  readonly normalisePhone: NormalisePhone;
}

/**
 * What a raw request means, by the code of now and the settings given. Pure: the same record, settings and code
 * always yield the same. A defect of a provider's file is a rejected event, never a stop.
 */
export function translateRaw(
  record: RawRecord,
  raw: RecordPosition | null,
  setup: SourceSetup | null,
  deps: TranslateDeps,
): Translation {
  const ready = openFor(setup, deps);
  if (ready.kind === 'rejected') return ready;
  const { provider, setup: used } = ready;
  const generation = generationOf(used.sourceVersion, ready.revision, 'webhook');
  const context = contextOf(record, raw, used, generation, deps);
  return guarded(record.request.receivedAt, () => provider.translate(record.request, context));
}

/** What an answer of a provider's API means; the envelope is that of the request that made us ask. */
export function translateReadBack(
  asked: { entity: string; id: string; thin: ThinStatement | null },
  found: Tree,
  record: Pick<RawRecord, 'workspace' | 'source'> & { readonly receivedAt: number },
  raw: RecordPosition | null,
  setup: SourceSetup | null,
  deps: TranslateDeps,
): Translation {
  const ready = openFor(setup, deps);
  if (ready.kind === 'rejected') return ready;
  const { readBack } = ready.provider;
  if (readBack === null) return rejected('bad_settings', 'the source has no access to the API any more');
  const generation = generationOf(ready.setup.sourceVersion, ready.revision, 'read_back');
  const envelope = { ...record, request: { receivedAt: record.receivedAt } };
  const context = contextOf(envelope, raw, ready.setup, generation, deps);
  return guarded(record.receivedAt, () => readBack.translate(asked, found, context));
}

function openFor(setup: SourceSetup | null, { providers }: TranslateDeps) {
  if (setup === null) return rejected('unknown_source', 'the settings of that version have no such source');
  const bound = providers.byName(setup.source.provider);
  if (bound === null) return rejected('unknown_provider', setup.source.provider);
  const opened = bound.open(setup.source.settings);
  if (opened.kind === 'bad_settings') {
    return rejected(
      'bad_settings',
      opened.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  }
  return { kind: 'ready' as const, provider: opened.provider, revision: bound.revision, setup };
}

function contextOf(
  record: Pick<RawRecord, 'workspace' | 'source'> & { readonly request: { readonly receivedAt: number } },
  raw: RecordPosition | null,
  setup: SourceSetup,
  generation: number,
  deps: TranslateDeps,
): Omit<TranslationContext<unknown>, 'settings'> {
  const { country, timeZone, currency, settingsVersion } = setup;
  return {
    workspace: record.workspace,
    source: record.source,
    country,
    timeZone,
    currency,
    settingsVersion,
    generation,
    receivedAt: record.request.receivedAt,
    raw,
    normalisePhone: (text) => deps.normalisePhone(text, country),
    pseudonym: (text) => createHmac('sha256', setup.hashKey).update(`natural key\n${text}`).digest('hex').slice(0, 32),
  };
}

function guarded(receivedAt: number, translate: () => Translation): Translation {
  try {
    return withinClock(translate(), receivedAt);
  } catch (error) {
    return rejected('translator_failed', error instanceof Error ? error.message : String(error));
  }
}

/** An event whose clock is not believed is rejected, and does not hide its neighbours. */
function withinClock(translation: Translation, receivedAt: number): Translation {
  if (translation.kind === 'rejected') return translation;
  const believable = (event: Event): boolean => isBelievable(event.occurredAt, receivedAt);
  const outside = translation.events.filter((event) => !believable(event));
  if (outside.length === 0) return translation;
  const parts = outside.map((event): RejectedPart => {
    return { pointer: event.key, reason: 'clock_out_of_range', detail: new Date(event.occurredAt).toISOString() };
  });
  return {
    ...translation,
    events: translation.events.filter(believable),
    rejected: [...translation.rejected, ...parts],
  };
}
