import type { Event, WebhookRequest } from '@throughline/events';
import { allowedHeaders } from '../receiver/allowed-headers.ts';
import type { SourceSetup } from '../source/source-setup.ts';
import { translateRaw, type TranslateDeps } from '../translator/translate-raw.ts';
import { outcomeOf } from '../translator/translated-records.ts';
import { checkSignature } from './check-signature.ts';

export interface DryRunDeps extends TranslateDeps {
  /** An event as `GET /v1/events` shows it; it stands nowhere yet. */
  readonly presentEvent: (event: Event) => Record<string, unknown>;
}

/** Of each kind; a person tries a mapping, and a list of a hundred thousand items says no more than its first. */
const MOST_SHOWN = 200;

/**
 * What a request would become, by the code and the settings given, as the answer of a dry run. Nothing is kept, asked or
 * counted. `address` is the URL as the provider calls it.
 */
export function dryRun(setup: SourceSetup, sent: WebhookRequest, address: string, deps: DryRunDeps): object {
  const { workspace, id, provider: name, settings } = setup.source;
  const bound = deps.providers.byName(name);
  const opened = bound?.open(settings);
  const request = { ...sent, headers: allowedHeaders(sent.headers, bound) };
  const signed =
    opened?.kind === 'open' && bound !== null
      ? checkSignature(opened.provider, bound.headers, request, address)
      : ({ signature: 'none' } as const);
  const record = { workspace, source: id, settingsVersion: setup.settingsVersion, requestId: '', request };
  const { events, ignored, rejected, readBacks } = outcomeOf(record, null, translateRaw(record, null, setup, deps));
  const parts =
    rejected === null || rejected.parts.length > 0 ? (rejected?.parts ?? []) : [{ ...rejected, pointer: '' }];
  return {
    signature: signed.signature,
    ...('detail' in signed ? { signature_detail: signed.detail } : {}),
    events: events.slice(0, MOST_SHOWN).map(deps.presentEvent),
    errors: parts.slice(0, MOST_SHOWN).map(({ pointer, field, reason, detail }) => ({
      pointer,
      ...(field === undefined ? {} : { field }),
      code: reason,
      detail,
    })),
    ignored: ignored.slice(0, MOST_SHOWN).map(({ reason, subject }) => ({ reason, subject })),
    // Live, the source would be asked for these; a dry run asks nobody.
    read_backs: readBacks.slice(0, MOST_SHOWN).map(({ entity, id: asked }) => ({ entity, id: asked })),
    counts: { events: events.length, errors: parts.length, ignored: ignored.length, read_backs: readBacks.length },
  };
}
