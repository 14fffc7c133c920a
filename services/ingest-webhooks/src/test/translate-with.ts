import type { WebhookRequest } from '@throughline/events';
import { normalisePhone } from '@throughline/lookups';
import { generationOf } from '../provider/generation.ts';
import type { BoundProvider } from '../provider/bind-provider.ts';
import type { Translated, Translation } from '../provider/translation.ts';

export const RECEIVED_AT = Date.UTC(2026, 2, 2, 10, 0, 0);

/** A POST of a form, as the door hands it over. */
export function aRequest(over: Partial<WebhookRequest> & { readonly form?: string } = {}): WebhookRequest {
  const { form = '', ...rest } = over;
  return {
    method: 'POST',
    rest: '',
    query: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form, 'utf8'),
    receivedAt: RECEIVED_AT,
    ...rest,
  };
}

export function contextFor(settings: unknown, receivedAt: number) {
  return {
    workspace: 'main',
    source: 'src',
    settings,
    country: 'RU',
    timeZone: 'Europe/Moscow',
    currency: 'RUB',
    settingsVersion: 1,
    generation: generationOf(1, 1, 'webhook'),
    receivedAt,
    raw: null,
    normalisePhone: (text: string) => normalisePhone(text, 'RU'),
    pseudonym: (text: string) => `<${text}>`,
  };
}

/** Translates by a provider with settings, in Moscow. */
export function translateWith(provider: BoundProvider, request: WebhookRequest, settings: unknown = {}): Translation {
  const opened = provider.open(settings);
  if (opened.kind === 'bad_settings') throw new Error(JSON.stringify(opened.issues));
  return opened.provider.translate(request, contextFor(settings, request.receivedAt));
}

/** The same, where a rejection fails the test. */
export function understood(provider: BoundProvider, request: WebhookRequest, settings: unknown = {}): Translated {
  const translation = translateWith(provider, request, settings);
  if (translation.kind === 'rejected') throw new Error(`${translation.reason}: ${translation.detail}`);
  return translation;
}
