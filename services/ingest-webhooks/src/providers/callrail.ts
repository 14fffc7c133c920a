/**
 * CallRail: a webhook of its own for each kind of event, JSON (forms in old accounts), signed over the raw bytes
 * (providers.md, A1). The body does not name the event: the path behind our address does, else what the body has.
 * CallRail repeats nothing (its document of webhooks: a webhook that got no 2xx is not sent again), so history and what was
 * lost are read by `GET /v3/a/{account_id}/calls.json`, whose `id` of a call (`CAL...`) is the webhooks' `resource_id`. That
 * days are those of the account's own zone is not verified, nor how the API refuses what it keeps no more (after 25 months).
 *
 * Longer than other files because one file is all a provider takes: calls, the word on their quality, forms, and the list.
 */
import { createHmac } from 'node:crypto';
import type { Event, StatedOrigin, WebhookRequest } from '@throughline/events';
import { z } from 'zod';
import {
  callEvent,
  clientIdsOf,
  enquiryEvent,
  lineOf,
  markEvent,
  personalOf,
  publicId,
  statedOriginOf,
  type Head,
} from '../provider/build-event.ts';
import { localDate } from '../provider/calendar.ts';
import { dayWindows } from '../provider/day-windows.ts';
import { equalSecret } from '../provider/equal-secret.ts';
import type { ListPort } from '../provider/list-port.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey, receiptPart, saidPart } from '../provider/natural-key.ts';
import type { Provider, TranslationContext, Verification } from '../provider/provider.ts';
import { translatePage } from '../provider/translate-page.ts';
import { ignored, rejected, translated, type Translation } from '../provider/translation.ts';
import { localMoment, receiptMoment, type Moment } from '../wire/moment.ts';
import { readParameters } from '../wire/read-parameters.ts';
import { firstText, isMap, itemsOf, nodeAt, textAt, type Tree } from '../wire/tree.ts';

const settingsSchema = z.object({
  /** The company's signing key. Without any key only the secret of the URL protects the source. */
  signingKey: z.string().min(1).optional(),
  /** The same under the name every provider's secret may have. */
  secret: z.string().min(1).optional(),
  /** Keys of several companies that share the source, or an old and a new one: any may sign. */
  signingKeys: z.array(z.string().min(1)).optional(),
  /** `agent_email` -> the manager's name. */
  managers: z.record(z.string(), z.string()).optional(),
  /** For the list: the account (`ACC...`), a key of the API, one company (`COM...`; absent: all that the key sees). */
  accountId: z.coerce.string().optional(),
  apiToken: z
    .string()
    .regex(/^[\w-]+$/, 'a key of the API: letters and digits')
    .optional(),
  companyId: z.coerce.string().optional(),
  /** The API's address where it is not the usual one. */
  apiUrl: z.url().optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

/** Of one answer; the API gives at most 250. */
const PAGE = 100;
const WINDOWS = dayWindows(7);
/** A call that began later than so long before the answer may still go on; webhooks or the next answer tell of it. */
const SETTLED_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What is asked for besides what the API says of every call. */
const FIELDS = [
  ...['call_type', 'lead_status', 'person_id', 'agent_email', 'value', 'source_name', 'medium', 'keywords'],
  ...['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'gclid', 'msclkid', 'fbclid', 'ga'],
  ...['landing_page_url', 'referring_url'],
];

/** Calls by their days, oldest first. */
const lists: ListPort<Settings> = {
  hosts: /^api\.callrail\.com$/,
  urlSetting: 'apiUrl',
  // The documented limit is 1,000 requests an hour for an account; an answer of so many calls takes a second or two.
  intervalMs: 2_000,
  // What it could not deliver is gone.
  reconciled: true,
  access: ({ accountId, apiToken, apiUrl = 'https://api.callrail.com' }) =>
    accountId === undefined || apiToken === undefined
      ? null
      : { baseUrl: apiUrl, authorization: `Token token="${apiToken}"` },
  // A day more on both sides: the account's zone may be another. What is older than the range is known already.
  first: ({ from, to, timeZone }) => [
    WINDOWS.first('calls', localDate(from - DAY_MS, timeZone), localDate(to + DAY_MS, timeZone)),
  ],
  question: (request, { accountId = '', companyId }) => {
    const { from, to, page } = WINDOWS.asked(request);
    const query = new URLSearchParams({
      ...{ start_date: from, end_date: to, sort: 'start_time', order: 'asc' },
      ...{ page, per_page: String(PAGE), fields: FIELDS.join(',') },
      ...(companyId === undefined ? {} : { company_id: companyId }),
    });
    return { method: 'GET', path: `/v3/a/${encodeURIComponent(accountId)}/calls.json?${query.toString()}` };
  },
  judge: (request, { status, tree }) => {
    if (status === 404) return { kind: 'refused', detail: 'status 404: the key sees no account of this account_id' };
    if (status === 400 || status === 422) {
      return { kind: 'not_given', detail: `status ${status}: ${(textAt(tree, 'error') ?? 'no reason').slice(0, 200)}` };
    }
    const calls = nodeAt(tree, 'calls');
    if (status !== 200 || !Array.isArray(calls)) return null;
    const after = WINDOWS.after(request, Number(textAt(tree, 'total_pages') ?? 1));
    const items = itemsOf(calls).length;
    return items === 0 ? { kind: 'step', ...after } : { kind: 'page', ...after, items };
  },
  translate: ({ list }, body, context) => translatePage(body, 'calls', list, (call) => listedCall(call, context)),
};

export const callrail: Provider<Settings> = {
  name: 'callrail',
  role: 'call_tracking',
  revision: 1,
  settingsSchema,
  lists,
  headers: ['signature'],
  verify,
  translate(request, context) {
    // The query mirrors old names of the body's fields and is not signed.
    const read = readParameters({ ...request, query: '' });
    if (read.kind === 'unreadable') return rejected(read.reason, read.detail);
    return translateEvent(kindOf(request, read.tree), read.tree, context);
  },
};

function verify(request: WebhookRequest, { signingKey, secret, signingKeys = [] }: Settings): Verification {
  const keys = [signingKey, secret, ...signingKeys].filter((key) => key !== undefined);
  if (keys.length === 0) return { kind: 'ok' };
  const given = request.headers['signature'] ?? null;
  const signs = (key: string): boolean =>
    equalSecret(given, createHmac('sha1', key).update(request.body).digest('base64'));
  return keys.some(signs) ? { kind: 'ok' } : { kind: 'wrong_signature', detail: 'Signature does not match' };
}

/**
 * Phases of one call bear one time, that of its start, so their order is that of their keys: the digit makes the
 * later phase sort later, so that its word counts.
 */
const KINDS = {
  'pre-call': '1ringing',
  'call-routing-complete': '2routed',
  'post-call': '3ended',
  'outbound-post-call': '3ended',
  'call-modified': '4modified',
  'outbound-call-modified': '4modified',
  form: 'form',
  'form-submission': 'form',
  'text-message-received': 'unused',
  'text-message-sent': 'unused',
  'convert-assist-complete': 'unused',
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS] | '2missed';

/** Undefined for a path that is none of ours. */
function kindOf(request: WebhookRequest, fields: Tree): Kind | undefined {
  const path = request.rest.replace(/\/+$/, '');
  if (path !== '') return lookUp<Kind>(KINDS, path.slice(path.lastIndexOf('/') + 1));
  if (nodeAt(fields, 'form_data') !== null) return 'form';
  if (nodeAt(fields, 'message_type') !== null) return 'unused';
  if (nodeAt(fields, 'changes') !== null) return '4modified';
  // A call that still rings looks like a missed one: its end, which lasted, sorts after both.
  return secondsOf(fields) === 0 ? '2missed' : '3ended';
}

function translateEvent(kind: Kind | undefined, fields: Tree, context: Context): Translation {
  if (kind === undefined) return rejected('unknown_event', `the path ends in none of ${Object.keys(KINDS).join(', ')}`);
  if (kind === 'unused') return ignored('not_used', 'message');
  return kind === 'form' ? form(fields, context) : call(kind, fields, context);
}

function call(kind: Exclude<Kind, 'form' | 'unused'>, fields: Tree, context: Context): Translation {
  // Newer accounts name a call by both: the API knows it by `resource_id` only.
  const resourceId = textAt(fields, 'resource_id');
  if (resourceId === null && lists.access(context.settings) !== null) {
    return rejected('missing_field', 'resource_id: the list tells of this call too, and would double it');
  }
  const id = resourceId ?? textAt(fields, 'id');
  if (id === null) return rejected('missing_field', 'resource_id or id');
  const moment = momentOf(fields, ['start_time', 'timestamp'], context);
  if (moment === null) return rejected('bad_value', 'start_time is no time');
  const phase = phaseOf(kind, naturalKey(id, kind), { id, moment }, fields, context);
  return translated({ events: [phase, ...qualityOf(id, fields, context)] });
}

interface Identified {
  readonly id: string;
  readonly moment: Moment;
}

function phaseOf(
  kind: Exclude<Kind, 'form' | 'unused'> | typeof LISTED,
  key: string,
  { id, moment }: Identified,
  fields: Tree,
  context: Context,
): Event {
  // While it rings, every call is said to be missed.
  const over = kind !== '1ringing' && kind !== '2routed';
  const answered = over ? lookUp({ true: true, false: false }, textAt(fields, 'answered') ?? '') : undefined;
  return callEvent(context, { key, moment, extra: detailsOf(kind, fields) }, id, {
    direction: lookUp({ inbound: 'in', outbound: 'out' } as const, textAt(fields, 'direction') ?? '') ?? null,
    line: lineOf(context, firstText(fields, 'tracking_phone_number', 'trackingnum')),
    answered: answered ?? null,
    // How long it rang is not said, and a message on the machine is no talk.
    talkSeconds: answered === undefined ? null : answered ? secondsOf(fields) : 0,
    manager: managerOf(fields, context),
    recordingUrl: textAt(fields, 'recording'),
    statedOrigin: originOf(fields, 'source_name'),
    clientIds: clientIds(fields),
    personal: personalOf(context, {
      phone: firstText(fields, 'customer_phone_number', 'callernum'),
      name: firstText(fields, 'customer_name', 'callername'),
    }),
  });
}

/** Between a call's end and what was changed in it since: a webhook of that says what is later. */
const LISTED = '3listed';

/**
 * A call as the list has it. The list does not say when that came to be, so what it says is named by what it says: the same
 * read every hour is one event, and what changed since is another.
 */
function listedCall(listed: Tree, context: Context): Translation {
  const id = textAt(listed, 'id');
  if (!isMap(listed) || id === null) return rejected('missing_field', 'id');
  if (!/^CAL\w+$/.test(id)) return rejected('bad_value', 'id: not CAL..., by which webhooks would know the call');
  const moment = localMoment(textAt(listed, 'start_time'), context.timeZone);
  if (moment === null) return rejected('bad_value', `${id}: start_time is no time`);
  if (moment.at > context.receivedAt - SETTLED_MS) return ignored('not_over', `call/${id}`, moment.at);
  const fields = { ...listed, id: null, resource_id: id, person_resource_id: listed['person_id'] ?? null };
  const said = [...LISTED_FIELDS, ...FIELDS].map((name) => textAt(listed, name));
  const key = naturalKey(id, LISTED, saidPart(context, said));
  const phase = phaseOf(LISTED, key, { id, moment }, fields, context);
  return translated({ events: [phase, ...listedQualityOf({ id, moment }, fields, context)] });
}

/** What is read of what the API says of every call. */
const LISTED_FIELDS = [
  ...['answered', 'direction', 'duration', 'start_time', 'tracking_phone_number', 'recording', 'voicemail'],
  ...['customer_phone_number', 'customer_name'],
];

const QUALITIES = new Set(['good_lead', 'not_a_lead']);

/** What somebody made of the call. Nothing says when, so it is dated by its receipt: the latest word counts. */
function qualityOf(id: string, fields: Tree, context: Context): Event[] {
  const quality = textAt(fields, 'lead_status') ?? '';
  if (!QUALITIES.has(quality)) return [];
  const key = naturalKey(id, 'lead_status', receiptPart(context.receivedAt));
  const head: Head = { key, moment: receiptMoment(context.receivedAt) };
  return [markEvent(context, head, publicId(context, id), { quality })];
}

/** The same of a list, which says it every hour: dated by the day on which it was read, so one a day. */
function listedQualityOf({ id, moment }: Identified, fields: Tree, context: Context): Event[] {
  const quality = textAt(fields, 'lead_status') ?? '';
  if (!QUALITIES.has(quality)) return [];
  const day = Math.floor(context.receivedAt / DAY_MS) * DAY_MS;
  const key = naturalKey(id, 'lead_status', 'listed', quality, receiptPart(day));
  const head: Head = { key, moment: receiptMoment(Math.max(day, moment.at)) };
  return [markEvent(context, head, publicId(context, id), { quality })];
}

function form(fields: Tree, context: Context): Translation {
  const id = firstText(fields, 'resource_id', 'id');
  if (id === null) return rejected('missing_field', 'id');
  const moment = momentOf(fields, ['submitted_at'], context);
  if (moment === null) return rejected('bad_value', 'submitted_at is no time');
  const phone = answerTo(fields, /phone|mobile|tel(?!l)/i) ?? textAt(fields, 'customer_phone_number');
  const email = answerTo(fields, /e-?mail/i) ?? textAt(fields, 'customer_email');
  if (phone === null && email === null) return ignored('nothing_stated', `form/${id}`, moment.at);
  // Calls and forms count their ids apart, and a call's enquiry bears the call's id: the prefix keeps them apart.
  const head: Head = { key: `form-${id}`, moment };
  return translated({
    events: [
      enquiryEvent(context, head, {
        statedOrigin: originOf(fields, 'source'),
        clientIds: clientIds(fields),
        personal: personalOf(context, { phone, email, name: answerTo(fields, /name/i) }),
      }),
    ],
  });
}

/** The answer to the first question of the site's form, named as the site likes, whose name matches. */
function answerTo(fields: Tree, name: RegExp): string | null {
  const answers = nodeAt(fields, 'form_data');
  const asked = isMap(answers) ? Object.keys(answers).filter((question) => name.test(question)) : [];
  return asked.map((question) => textAt(answers, question)).find((answer) => answer !== null) ?? null;
}

/** Times have the company's offset; `datetime` is UTC. Null when a time is stated but is none. */
function momentOf(fields: Tree, names: readonly string[], context: Context): Moment | null {
  const text = firstText(fields, ...names);
  if (text !== null) return localMoment(text, context.timeZone);
  const utc = textAt(fields, 'datetime');
  return utc === null ? receiptMoment(context.receivedAt) : localMoment(`${utc}Z`, 'UTC');
}

/** A text in JSON, too. */
function secondsOf(fields: Tree): number {
  const text = textAt(fields, 'duration') ?? '';
  return /^\d{1,7}$/.test(text) ? Number(text) : 0;
}

function managerOf(fields: Tree, context: Context): string | null {
  const agent = textAt(fields, 'agent_email');
  return agent === null ? null : (lookUp(context.settings.managers, agent) ?? agent);
}

/** Where nothing is known of a visit, the name that the tracked number was given (a leaflet, say) is the source. */
function originOf(fields: Tree, ownName: string): StatedOrigin | null {
  const click = ['gclid', 'msclkid', 'fbclid'].find((name) => textAt(fields, name) !== null);
  const ofVisit = statedOriginOf({
    source: textAt(fields, 'utm_source'),
    medium: textAt(fields, 'utm_medium'),
    campaign: textAt(fields, 'utm_campaign'),
    term: firstText(fields, 'utm_term', 'keywords'),
    content: textAt(fields, 'utm_content'),
    clickId: click === undefined ? null : `${click}=${textAt(fields, click) ?? ''}`,
    landingUrl: textAt(fields, 'landing_page_url'),
    referrer: textAt(fields, 'referring_url'),
  });
  if (ofVisit !== null) return ofVisit;
  const source = textAt(fields, ownName);
  if (source === null) return null;
  if (source.toLowerCase() === 'direct') return statedOriginOf({ source: '(direct)' });
  return statedOriginOf({ source, medium: textAt(fields, 'medium') });
}

function clientIds(fields: Tree): Record<string, string> {
  return clientIdsOf({
    callrail: textAt(fields, 'person_resource_id'),
    // The cookie is `GA1.<n>.` and the id.
    ga: textAt(fields, 'ga')?.replace(/^GA\d+\.\d+\./, '') ?? null,
  });
}

function detailsOf(kind: Kind | typeof LISTED, fields: Tree): Record<string, string | null> {
  const changes = itemsOf(nodeAt(fields, 'changes')).filter((change) => typeof change === 'string');
  return {
    phase: kind.slice(1),
    legacy_id: textAt(fields, 'id'),
    call_type: textAt(fields, 'call_type'),
    source_name: textAt(fields, 'source_name'),
    duration: textAt(fields, 'duration'),
    voicemail: textAt(fields, 'voicemail'),
    value: textAt(fields, 'value'),
    changes: changes.length === 0 ? null : changes.join(','),
  };
}
