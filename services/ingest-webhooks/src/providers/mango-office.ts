/**
 * Mango Office VPBX: events of a call's legs, its final summary, its recording (providers.md, A5).
 * POST forms `vpbx_api_key`, `sign`, `json`; sign = sha256hex(key + json + salt) over the json as form-decoded.
 */
import { createHash } from 'node:crypto';
import type { CallEvent, WebhookRequest } from '@throughline/events';
import { z } from 'zod';
import { callEvent, lineOf, personalOf, type Head } from '../provider/build-event.ts';
import { equalSecret } from '../provider/equal-secret.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey } from '../provider/natural-key.ts';
import type { Provider, TranslationContext, Verification } from '../provider/provider.ts';
import { ignored, rejected, translated, type Translation } from '../provider/translation.ts';
import { unixMoment } from '../wire/moment.ts';
import { parseJson } from '../wire/parse-json.ts';
import { readParameters } from '../wire/read-parameters.ts';
import { nodeAt, textAt, type Tree } from '../wire/tree.ts';

const settingsSchema = z.object({
  /** `vpbx_api_salt`. Without it only the secret of the URL protects the source. */
  signingKey: z.string().min(1).optional(),
  /** The salt under the name every provider's secret may have. */
  secret: z.string().min(1).optional(),
  /** `vpbx_api_key`; when given, a request with another key is refused. */
  apiKey: z.string().min(1).optional(),
  /** Extension -> the manager's name. */
  managers: z.record(z.string(), z.string()).optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

export const mangoOffice: Provider<Settings> = {
  name: 'mango-office',
  role: 'telephony',
  revision: 1,
  settingsSchema,
  headers: [],
  verify,
  translate(request, context) {
    const form = readParameters(request);
    if (form.kind === 'unreadable') return rejected(form.reason, form.detail);
    const text = nodeAt(form.tree, 'json');
    if (typeof text !== 'string') return rejected('missing_field', 'json');
    const json = parseJson(text);
    if (json.kind === 'unreadable') return rejected(json.reason, json.detail);
    return translateEvent(request, json.tree, context);
  },
};

function verify(request: WebhookRequest, settings: Settings): Verification {
  const salt = settings.signingKey ?? settings.secret;
  if (salt === undefined) return { kind: 'ok' };
  const form = readParameters(request);
  if (form.kind === 'unreadable') return { kind: 'wrong_signature', detail: 'the signed form cannot be read' };
  const [key, sign, json] = ['vpbx_api_key', 'sign', 'json'].map((name) => nodeAt(form.tree, name));
  if (typeof key !== 'string' || typeof sign !== 'string' || typeof json !== 'string') {
    return { kind: 'wrong_signature', detail: 'vpbx_api_key, sign or json is missing' };
  }
  if (settings.apiKey !== undefined && settings.apiKey !== key) {
    return { kind: 'wrong_signature', detail: 'vpbx_api_key is another' };
  }
  const expected = createHash('sha256')
    .update(key + json + salt)
    .digest('hex');
  return equalSecret(sign.toLowerCase(), expected)
    ? { kind: 'ok' }
    : { kind: 'wrong_signature', detail: 'sign does not match' };
}

function translateEvent(request: WebhookRequest, event: Tree, context: Context): Translation {
  const path = request.rest.replace(/\/+$/, '');
  // The vendor prints examples of a summary at /events/call: what only a summary has decides.
  if (path.endsWith('/events/summary') || textAt(event, 'entry_result') !== null) return summary(event, context);
  if (path.endsWith('/events/call')) return leg(event, context);
  if (path.endsWith('/events/recording')) return recording(event, context);
  const unused = /\/events\/(dtmf|sms|record\/added|record\/tagged)$/.exec(path)?.[1];
  if (unused !== undefined) return ignored('not_used', unused, unixMoment(textAt(event, 'timestamp'))?.at ?? null);
  return rejected('unknown_event', 'no event of this path is known');
}

const CALL_TRACKING: Readonly<Record<string, string>> = { 1: 'dynamic', 2: 'static' };

/** The final word on a call: only it says answered, waiting and talk (providers.md: rely on `talk_time`). */
function summary(event: Tree, context: Context): Translation {
  const entry = textAt(event, 'entry_id');
  if (entry === null) return rejected('missing_field', 'entry_id');
  const created = unixMoment(textAt(event, 'create_time'));
  if (created === null || created.at === 0) return rejected('missing_field', 'create_time');
  const direction = lookUp(DIRECTIONS, textAt(event, 'call_direction') ?? '');
  if (direction === undefined) return rejected('bad_value', 'call_direction');
  if (direction === 'internal') return ignored('internal_call', `call/${entry}`, created.at);
  const [ours, theirs] = direction === 'in' ? (['to', 'from'] as const) : (['from', 'to'] as const);
  const head: Head = { key: naturalKey(entry, 'summary'), moment: created, extra: detailsOf(event) };
  return translated({
    events: [
      callEvent(context, head, entry, {
        direction,
        line: lineOf(context, textAt(event, 'line_number') ?? textAt(event, 'dct', 'number')),
        ...durationsOf(event, created.at, direction),
        manager: managerOf(textAt(event, ours, 'extension'), context),
        personal: personalOf(context, { phone: textAt(event, theirs, 'number') }),
      }),
    ],
  });
}

const DIRECTIONS: Readonly<Record<string, 'internal' | 'in' | 'out'>> = { 0: 'internal', 1: 'in', 2: 'out' };

/** Waiting lasts until the talk, or to the end where there was none; only who calls us waits for us. */
function durationsOf(
  event: Tree,
  created: number,
  direction: 'in' | 'out',
): Pick<CallEvent, 'answered' | 'waitSeconds' | 'talkSeconds'> {
  const talked = unixMoment(textAt(event, 'talk_time'))?.at ?? 0;
  const ended = unixMoment(textAt(event, 'end_time'))?.at ?? null;
  const answered = talked > 0;
  const until = answered ? talked : ended;
  return {
    answered,
    waitSeconds: direction === 'in' && until !== null ? seconds(created, until) : null,
    talkSeconds: answered ? (ended === null ? null : seconds(talked, ended)) : 0,
  };
}

/**
 * A leg's event says that there is a call, and no more than its summary will confirm: legs end, are transferred and
 * come in any order, and the last stated value would win over the summary's. Its direction is stated only where it
 * is plain: the first leg of a call from outside.
 */
function leg(event: Tree, context: Context): Translation {
  const [entry, call, seq] = ['entry_id', 'call_id', 'seq'].map((name) => textAt(event, name));
  const moment = unixMoment(textAt(event, 'timestamp'));
  if (!entry || !call || !seq) return rejected('missing_field', 'entry_id, call_id or seq');
  if (moment === null) return rejected('bad_value', 'timestamp');
  const state = textAt(event, 'call_state');
  const head: Head = {
    key: naturalKey(entry, 'leg', call, seq),
    moment,
    extra: { ...detailsOf(event), state, location: textAt(event, 'location'), seq },
  };
  const fromOutside = state === 'Appeared' && isPlainArrival(event);
  const stated = fromOutside
    ? {
        direction: 'in' as const,
        line: lineOf(context, textAt(event, 'to', 'line_number') ?? textAt(event, 'dct', 'number')),
        personal: personalOf(context, { phone: textAt(event, 'from', 'number') }),
      }
    : {};
  return translated({ events: [callEvent(context, head, entry, stated)] });
}

/** Neither transferred, nor placed by an extension, nor ordered by a command of ours. */
function isPlainArrival(event: Tree): boolean {
  const others = [
    textAt(event, 'from', 'extension'),
    textAt(event, 'from', 'taken_from_call_id'),
    textAt(event, 'command_id'),
    textAt(event, 'task_id'),
    textAt(event, 'callback_initiator'),
  ];
  const number = textAt(event, 'from', 'number');
  const line = textAt(event, 'to', 'line_number') ?? textAt(event, 'dct', 'number');
  return line !== null && others.every((text) => text === null) && !(number ?? '').startsWith('sip:');
}

function recording(event: Tree, context: Context): Translation {
  const [entry, id, state] = ['entry_id', 'recording_id', 'recording_state'].map((name) => textAt(event, name));
  if (!entry || !id) return rejected('missing_field', 'entry_id or recording_id');
  const moment = unixMoment(textAt(event, 'timestamp'));
  if (moment === null) return rejected('bad_value', 'timestamp');
  const code = textAt(event, 'completion_code') ?? '1000';
  if (state !== 'Completed' || code !== '1000') return ignored('recording_not_ready', `call/${entry}`, moment.at);
  // There is no address of the recording in the event, only its id in the vendor's own interface.
  const head: Head = { key: naturalKey(entry, 'recording', id), moment, extra: { recording_id: id } };
  return translated({ events: [callEvent(context, head, entry, {})] });
}

function detailsOf(event: Tree): Record<string, string | null> {
  return {
    call_tracking: lookUp(CALL_TRACKING, textAt(event, 'dct', 'type') ?? '') ?? null,
    disconnect_reason: textAt(event, 'disconnect_reason'),
  };
}

function managerOf(extension: string | null, context: Context): string | null {
  return extension === null ? null : (lookUp(context.settings.managers, extension) ?? extension);
}

function seconds(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) / 1000));
}
