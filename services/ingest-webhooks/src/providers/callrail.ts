/**
 * CallRail: a webhook of its own for each kind of event, JSON (forms in old accounts), signed over the raw bytes
 * (providers.md, A1). The body does not name the event: the path behind our address does, else what the body has.
 * CallRail repeats nothing: what was not kept is lost.
 *
 * Longer than other files because one file is all a provider takes: calls, the word on their quality, and forms.
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
import { equalSecret } from '../provider/equal-secret.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey, receiptPart } from '../provider/natural-key.ts';
import type { Provider, TranslationContext, Verification } from '../provider/provider.ts';
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
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

export const callrail: Provider<Settings> = {
  name: 'callrail',
  role: 'call_tracking',
  revision: 1,
  settingsSchema,
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
  const id = firstText(fields, 'resource_id', 'id');
  if (id === null) return rejected('missing_field', 'resource_id or id');
  const moment = momentOf(fields, ['start_time', 'timestamp'], context);
  if (moment === null) return rejected('bad_value', 'start_time is no time');
  // While it rings, every call is said to be missed.
  const over = kind !== '1ringing' && kind !== '2routed';
  const answered = over ? lookUp({ true: true, false: false }, textAt(fields, 'answered') ?? '') : undefined;
  const head: Head = { key: naturalKey(id, kind), moment, extra: detailsOf(kind, fields) };
  const phase = callEvent(context, head, id, {
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
  return translated({ events: [phase, ...qualityOf(id, fields, context)] });
}

const QUALITIES = new Set(['good_lead', 'not_a_lead']);

/** What somebody made of the call. Nothing says when, so it is dated by its receipt: the latest word counts. */
function qualityOf(id: string, fields: Tree, context: Context): Event[] {
  const quality = textAt(fields, 'lead_status') ?? '';
  if (!QUALITIES.has(quality)) return [];
  const key = naturalKey(id, 'lead_status', receiptPart(context.receivedAt));
  const head: Head = { key, moment: receiptMoment(context.receivedAt) };
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

function detailsOf(kind: Kind, fields: Tree): Record<string, string | null> {
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
