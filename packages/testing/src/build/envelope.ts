import { NO_PERSONAL } from '@throughline/events';
import type { EventEnvelope, Personal, StatedOrigin } from '@throughline/events';

/** What every builder takes besides its own fields: any field of the envelope, `at`, and the identifiers in short. */
export interface Common extends Partial<Omit<EventEnvelope, 'occurredAt' | 'id' | 'key'>> {
  /** The sender's id, and natural key. Public id: the same for first-party sources, `<source>/<id>` else. */
  readonly id?: string;
  /** When it happened, epoch ms; `at()` reads it from a text. */
  readonly at: number;
  /** E.164. */
  readonly phone?: string | null;
  readonly email?: string | null;
}

/** Sources whose ids are public as they are. */
const FIRST_PARTY = new Set(['api', 'site']);

/** `<source>/<id>` for a provider's source. */
export const publicId = (source: string, id: string): string => (FIRST_PARTY.has(source) ? id : `${source}/${id}`);

export function envelope(given: Common, key: string): EventEnvelope {
  const source = given.source ?? 'api';
  return {
    workspace: given.workspace ?? 'main',
    source,
    key: given.id ?? key,
    id: publicId(source, given.id ?? key),
    occurredAt: given.at,
    receivedAt: given.receivedAt ?? given.at + 1_000,
    settingsVersion: given.settingsVersion ?? 1,
    generation: given.generation ?? 0,
    retracted: given.retracted ?? false,
    claim: given.claim ?? source === 'site',
    test: given.test ?? false,
    filled: given.filled ?? [],
    raw: given.raw ?? null,
    extra: given.extra ?? null,
  };
}

export const personal = ({ phone, email }: Common): Personal => ({
  ...NO_PERSONAL,
  phone: phone ?? null,
  email: email ?? null,
});

/** An origin in short: `yandex/cpc/brand`, also without medium or campaign. */
export function origin(short: string, more: Partial<StatedOrigin> = {}): StatedOrigin {
  const [source = null, medium = null, campaign = null] = short.split('/');
  return {
    source,
    medium,
    campaign,
    adGroup: null,
    term: null,
    content: null,
    clickId: null,
    landingUrl: null,
    referrer: null,
    ...more,
  };
}

/** Epoch ms of a Moscow wall clock: `at('2026-08-01 10:00')`; with an offset or `Z` as that says. */
export const at = (text: string): number => {
  const iso = text.replace(' ', 'T');
  return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso.includes('T') ? iso : `${iso}T00:00`}+03:00`);
};
