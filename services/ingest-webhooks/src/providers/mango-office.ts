/**
 * Mango Office VPBX: events of a call's legs, its final summary, its recording (providers.md, A5).
 * POST forms `vpbx_api_key`, `sign`, `json`; sign = sha256hex(key + json + salt) over the json as form-decoded.
 * History is read by the statistics of the same document, signed likewise: `stats/request` begins one, `stats/result`
 * gives it as text with semicolons once it is made (204 before). The answers of a wrong key are not verified.
 */
import { createHash } from 'node:crypto';
import type { CallEvent, WebhookRequest } from '@throughline/events';
import { z } from 'zod';
import { callEvent, lineOf, personalOf, type Head } from '../provider/build-event.ts';
import { equalSecret } from '../provider/equal-secret.ts';
import type { ListAnswer, ListPort, ListRequest, ListStep } from '../provider/list-port.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey } from '../provider/natural-key.ts';
import type { Provider, TranslationContext, Verification } from '../provider/provider.ts';
import { addPart, emptyDraft, ignored, rejected, translated, type Translation } from '../provider/translation.ts';
import { unixMoment } from '../wire/moment.ts';
import { parseJson } from '../wire/parse-json.ts';
import { decodeUtf8, readParameters } from '../wire/read-parameters.ts';
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
  /** For reading history, where the API's address is not the usual one. */
  apiUrl: z.url().optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

const FIELDS = [
  ...['entry_id', 'create', 'start', 'answer', 'finish', 'from_extension', 'from_number', 'to_extension', 'to_number'],
  ...['line_number', 'disconnect_reason'],
];
const DAY_S = 86_400;
const LEAST_WINDOW_S = 60;
const WINDOW = ['begin', 'from', 'until', 'to'];

/** The statistics day by day. Legs of one call share its `entry_id`. */
const lists: ListPort<Settings> = {
  hosts: /^app\.mango-office\.ru$/,
  urlSetting: 'apiUrl',
  intervalMs: 1_000,
  reconciled: false,
  access: (settings) =>
    settings.apiKey === undefined || saltOf(settings) === undefined
      ? null
      : { baseUrl: settings.apiUrl ?? 'https://app.mango-office.ru', authorization: null },
  first: ({ from, to }) => {
    const [begin = 0, end = 0] = [from, to].map((at) => Math.floor(at / 1000));
    return [windowOf(begin, begin, end)];
  },
  question: ({ list, params }, settings) => {
    const { from = '', until = '', key = '' } = params;
    const asked = list === 'statistics' ? { key } : { date_from: from, date_to: until, fields: FIELDS.join(',') };
    const json = JSON.stringify(asked);
    const [apiKey, salt] = [settings.apiKey ?? '', saltOf(settings) ?? ''];
    const form = new URLSearchParams({ vpbx_api_key: apiKey, sign: signOf(apiKey, json, salt), json });
    return {
      method: 'POST',
      path: list === 'statistics' ? '/vpbx/stats/result' : '/vpbx/stats/request',
      contentType: 'application/x-www-form-urlencoded',
      body: form.toString(),
    };
  },
  judge: (request, answer) =>
    request.list === 'statistics' ? judgeStatistics(request, answer) : judgeBegun(request, answer),
  // The calls of a busy day, in halves; what follows a half is a whole day again.
  smaller: ({ params }) => {
    const [begin = 0, from = 0, until = 0, to = 0] = WINDOW.map((name) => Number(params[name]));
    const half = Math.floor((until - from) / 2);
    return half < LEAST_WINDOW_S ? null : windowOf(begin, from, to, half);
  },
  translate: (_request, body, context) => {
    const draft = emptyDraft();
    for (const [entry, legs] of legsByCall(decodeUtf8(body) ?? '')) {
      addPart(draft, `call/${entry}`, callOfLegs(entry, legs, context));
    }
    return translated(draft);
  },
};

/** The question for one day, or less, of a range (seconds). */
function windowOf(begin: number, from: number, to: number, most = DAY_S): ListRequest {
  const until = Math.min(from + most, to);
  const params = Object.entries({ begin, from, until, to }).map(([name, second]) => [name, String(second)]);
  return { list: 'calls', params: Object.fromEntries(params) as ListRequest['params'] };
}

function judgeBegun({ params }: ListRequest, { status, tree }: ListAnswer): ListStep | null {
  const key = textAt(tree, 'key');
  if (status === 200 && key !== null)
    return { kind: 'step', next: [{ list: 'statistics', params: { ...params, key } }] };
  return refusedBy(tree);
}

/** 31xx: a key or signature that is not valid, as the codes of the document go. */
function refusedBy(tree: Tree): ListStep | null {
  const result = textAt(tree, 'result') ?? '';
  return /^310[0-9]$/.test(result) ? { kind: 'refused', detail: `result ${result}` } : null;
}

function judgeStatistics({ params }: ListRequest, { status, bytes, tree }: ListAnswer): ListStep | null {
  const [begin = 0, from = 0, until = 0, to = 0] = WINDOW.map((name) => Number(params[name]));
  // It is made within moments; asked for more often than every five seconds the vendor refuses.
  if (status === 204) return { kind: 'not_ready', afterMs: 5_000 };
  // Its key is known for minutes only: after a longer halt it is begun again.
  if (status === 404) return { kind: 'step', next: [windowOf(begin, from, to)] };
  if (status !== 200) return null;
  if (tree !== null) return refusedBy(tree);
  const legs = legsByCall(decodeUtf8(bytes) ?? '');
  const next = until < to ? [windowOf(begin, until, to)] : [];
  const share = (until - begin) / Math.max(1, to - begin);
  return legs.size === 0 ? { kind: 'step', next, share } : { kind: 'page', next, items: legs.size, share };
}

type Leg = Readonly<Record<string, string>>;

/** The legs of each call; a heading, or a line of another form, is passed over. */
function legsByCall(text: string): Map<string, Leg[]> {
  const calls = new Map<string, Leg[]>();
  for (const line of text.split('\n')) {
    const cells = line.trim().split(';');
    if (cells.length !== FIELDS.length || cells[0] === '' || cells[0] === FIELDS[0]) continue;
    const leg = Object.fromEntries(FIELDS.map((field, index) => [field, (cells[index] ?? '').trim()]));
    const entry = cells[0] ?? '';
    calls.set(entry, [...(calls.get(entry) ?? []), leg]);
  }
  return calls;
}

/**
 * A call of its legs: who has an extension is ours; it was answered where any leg with a person was. It says no more than
 * its summary does, under a key before the summary's, so that the summary's word is the last.
 */
function callOfLegs(entry: string, legs: readonly Leg[], context: Context): Translation {
  const times = legs.map((leg) => timeOf(leg, 'create') || timeOf(leg, 'start')).filter((time) => time > 0);
  if (times.length === 0) return rejected('bad_value', 'create or start');
  const created = Math.min(...times);
  const incoming = legs.find((leg) => !isOwn(leg, 'from'));
  const outside = incoming ?? legs.find((leg) => !isOwn(leg, 'to') && leg['to_number'] !== '');
  if (outside === undefined) return ignored('internal_call', `call/${entry}`, created);
  const direction = incoming === undefined ? 'out' : 'in';
  const [ours, theirs] = direction === 'in' ? (['to', 'from'] as const) : (['from', 'to'] as const);
  const talked = legs.find((leg) => timeOf(leg, 'answer') > 0 && isOwn(leg, ours));
  const head: Head = {
    key: naturalKey(entry, 'listed'),
    moment: { at: created, filled: [] },
    extra: { disconnect_reason: outside['disconnect_reason'] ?? null },
  };
  return translated({
    events: [
      callEvent(context, head, entry, {
        direction,
        line: lineOf(context, outside['line_number'] || null),
        answered: talked !== undefined,
        waitSeconds: direction === 'in' ? seconds(created, waitEnd(talked, legs)) : null,
        talkSeconds: talked === undefined ? 0 : seconds(timeOf(talked, 'answer'), timeOf(talked, 'finish')),
        manager: managerOf((talked ?? outside)[`${ours}_extension`] || null, context),
        personal: personalOf(context, { phone: outside[`${theirs}_number`] || null }),
      }),
    ],
  });
}

/** Epoch milliseconds; 0 where there is none. */
const timeOf = (leg: Leg, field: string): number => unixMoment(leg[field] ?? null)?.at ?? 0;
const isOwn = (leg: Leg, side: 'from' | 'to'): boolean => leg[`${side}_extension`] !== '';

/** Waiting lasts until the talk, or to the end where there was none. */
const waitEnd = (talked: Leg | undefined, legs: readonly Leg[]): number =>
  talked === undefined ? Math.max(...legs.map((leg) => timeOf(leg, 'finish'))) : timeOf(talked, 'answer');

const saltOf = ({ signingKey, secret }: Settings): string | undefined => signingKey ?? secret;

const signOf = (key: string, json: string, salt: string): string =>
  createHash('sha256')
    .update(key + json + salt)
    .digest('hex');

export const mangoOffice: Provider<Settings> = {
  name: 'mango-office',
  role: 'telephony',
  revision: 1,
  settingsSchema,
  verify,
  lists,
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
  const salt = saltOf(settings);
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
  return equalSecret(sign.toLowerCase(), signOf(key, json, salt))
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
