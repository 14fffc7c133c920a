/**
 * HubSpot: JSON arrays of subscription events (providers.md, B3; the vendor's documents of webhooks and of CRM API v3).
 * Signature v3 over method, the URL as HubSpot called it, the raw body and the time of sending, which must not be older
 * than five minutes. A change says one property; the rest of the deal or contact is read back. History is read by
 * `GET /crm/v3/objects/deals` and `POST /crm/v3/objects/contacts/batch/read` of the same documents.
 *
 * Longer than other files because one file is all a provider takes: the signature, five kinds of message (changes,
 * deletions, restores, merges, associations), and what the API says of deals and contacts.
 */
import { createHmac } from 'node:crypto';
import type { DealEvent, Event, WebhookRequest } from '@throughline/events';
import { z } from 'zod';
import { dealEvent, identifyEvent, personalOf, publicId, type Head } from '../provider/build-event.ts';
import { equalSecret } from '../provider/equal-secret.ts';
import {
  clientIdsOfMeanings,
  FIELD_MEANING,
  meaningOf,
  originOfMeanings,
  USUAL_FIELDS,
  type Meanings,
} from '../provider/field-meanings.ts';
import { listSetting } from '../provider/list-setting.ts';
import { chunksOf, type ListPort, type ListRequest } from '../provider/list-port.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey } from '../provider/natural-key.ts';
import type { Provider, ReadBackPort, TranslationContext, Verification } from '../provider/provider.ts';
import { statedAmount } from '../provider/stated-amount.ts';
import { emptyDraft, ignored, rejected, translated, type Draft, type Translation } from '../provider/translation.ts';
import { localMoment, unixMoment, type Moment } from '../wire/moment.ts';
import { parseJson } from '../wire/parse-json.ts';
import { decodeUtf8 } from '../wire/read-parameters.ts';
import { firstText, isMap, itemsOf, nodeAt, textAt, type Tree } from '../wire/tree.ts';

const names = z.record(z.string(), z.string());
const settingsSchema = z.object({
  /** The app's client secret; without it only the secret of the URL protects the source. */
  clientSecret: z.string().min(1).optional(),
  /** The same under the name every provider's secret may have. */
  secret: z.string().min(1).optional(),
  /** Checked against `portalId` of every event when given: the account. */
  portalId: z.coerce.string().optional(),
  /** Stages -> names; pipelines and owners by id -> names. */
  stageMap: names.optional(),
  pipelineMap: names.optional(),
  managers: names.optional(),
  /** Stages of own pipelines that are won and lost; HubSpot's own `closedwon` and `closedlost` are known. */
  wonStages: listSetting.optional(),
  lostStages: listSetting.optional(),
  /** Property of a deal -> what it means. */
  fieldMap: z.record(z.string(), z.string().regex(FIELD_MEANING, `one of ${FIELD_MEANING.source}`)).optional(),
  /** For reading back: the token of a private app, and the API's address where it is not the usual one. */
  apiToken: z.string().min(1).optional(),
  apiUrl: z.url().optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;
type Thin = Draft['readBacks'][number]['thin'];

const DEAL_PROPERTIES = [
  ...['amount', 'deal_currency_code', 'dealstage', 'pipeline', 'createdate', 'hs_lastmodifieddate', 'hubspot_owner_id'],
  ...['hs_is_closed', 'hs_is_closed_won', 'closed_lost_reason', 'hs_merged_object_ids'],
];
const CONTACT_PROPERTIES = [
  ...['email', 'hs_additional_emails', 'phone', 'mobilephone', 'firstname', 'lastname', 'lastmodifieddate'],
  'hs_merged_object_ids',
];

const readBack: ReadBackPort<Settings> = {
  hosts: /^api(?:-[a-z]{2}\d)?\.hubapi\.com$/,
  urlSetting: 'apiUrl',
  // The documented limit is 100 requests in ten seconds for an app in an account.
  intervalMs: 110,
  access: ({ apiUrl = 'https://api.hubapi.com', apiToken }) =>
    apiToken === undefined ? null : { baseUrl: apiUrl, authorization: `Bearer ${apiToken}` },
  path: (entity, entityId, settings) => {
    const asked = entity === 'contact' ? CONTACT_PROPERTIES : dealProperties(settings);
    const query = new URLSearchParams({ properties: asked.join(',') });
    if (entity === 'deal') query.set('associations', 'contacts');
    return `/crm/v3/objects/${entity}s/${encodeURIComponent(entityId)}?${query.toString()}`;
  },
  translate: ({ entity, id, thin }, found, context) => {
    if (found === null) return ignored('gone', `${entity}/${id}`);
    const actual = textAt(found, 'id');
    // Asked for a record that was merged, HubSpot answers with the one it went into.
    const merged = (textAt(found, 'properties', 'hs_merged_object_ids') ?? '').split(/[;,]/).map((text) => text.trim());
    if (actual === null || (actual !== id && !merged.includes(id))) {
      return rejected('bad_value', `${entity}/${id}: the answer is another record`);
    }
    return entity === 'contact'
      ? contactAsRead(actual, id, found, context)
      : dealAsRead(actual, id, found, thin, context);
  },
};

function dealProperties({ fieldMap = {} }: Settings): string[] {
  return [...new Set([...DEAL_PROPERTIES, ...USUAL_FIELDS, ...Object.keys(fieldMap)])];
}

/** Most ids of one batch. */
const PAGE = 100;

/**
 * All deals in the order of their ids, with their contacts: the search, which knows changes by their time, tells no
 * associations and ends at ten thousand. Pages without a deal of the range are not kept.
 */
const lists: ListPort<Settings> = {
  hosts: readBack.hosts,
  urlSetting: 'apiUrl',
  intervalMs: readBack.intervalMs,
  reconciled: false,
  access: (settings) => readBack.access(settings),
  first: ({ from, to }) => [{ list: 'deals', params: { from: String(from), to: String(to), after: '' } }],
  question: ({ list, params }, settings) => {
    if (list === 'contacts') {
      const inputs = (params['ids'] ?? '').split(',').map((id) => ({ id }));
      return {
        method: 'POST',
        path: '/crm/v3/objects/contacts/batch/read',
        contentType: 'application/json',
        body: JSON.stringify({ properties: CONTACT_PROPERTIES, inputs }),
      };
    }
    const properties = [...dealProperties(settings), 'closedate'].join(',');
    const query = new URLSearchParams({ limit: String(PAGE), properties });
    query.set('associations', 'contacts');
    if (params['after']) query.set('after', params['after']);
    return { method: 'GET', path: `/crm/v3/objects/deals?${query.toString()}` };
  },
  judge: ({ list, params }, { status, tree }) => {
    const results = nodeAt(tree, 'results');
    // 207: some of a batch are not there.
    if ((status !== 200 && status !== 207) || !Array.isArray(results)) return null;
    if (list === 'contacts') return { kind: 'page', next: [], items: 0 };
    const found = itemsOf(results).filter((deal) => isWithin(deal, params));
    const ids = [...new Set(found.flatMap(contactsOf))];
    const next: ListRequest[] = chunksOf(ids, PAGE).map((some) => ({
      list: 'contacts',
      params: { ids: some.join(',') },
    }));
    const after = textAt(tree, 'paging', 'next', 'after');
    if (after !== null) next.push({ list, params: { ...params, after } });
    return found.length === 0 ? { kind: 'step', next } : { kind: 'page', next, items: found.length };
  },
  translate: ({ list, params }, body, context) => {
    const json = parseJson(decodeUtf8(body) ?? '');
    if (json.kind === 'unreadable') return rejected(json.reason, json.detail);
    const draft = emptyDraft();
    for (const one of itemsOf(nodeAt(json.tree, 'results'))) {
      const id = textAt(one, 'id') ?? '';
      if (list === 'deals' && !isWithin(one, params)) continue;
      const read = list === 'deals' ? dealListed(id, one, context) : contactAsRead(id, id, one, context);
      if (read.kind === 'rejected') {
        draft.rejected.push({ pointer: `${list}/${id}`, reason: read.reason, detail: read.detail });
        continue;
      }
      draft.events.push(...read.events);
      draft.ignored.push(...read.ignored);
    }
    return translated(draft);
  },
};

const modifiedOf = (deal: Tree): string | null =>
  textAt(deal, 'properties', 'hs_lastmodifieddate') ?? textAt(deal, 'updatedAt');

/** A deal that does not say when it was changed is taken, so that it is told as rejected. */
function isWithin(deal: Tree, { from = '0', to = '0' }: ListRequest['params']): boolean {
  const at = localMoment(modifiedOf(deal), 'UTC')?.at;
  return at === undefined || (at >= Number(from) && at <= Number(to));
}

/** A deal is listed as it stands now; when it was closed is said apart from its last change. */
function dealListed(dealId: string, found: Tree, context: Context): Translation {
  const read = dealAsRead(dealId, dealId, found, null, context);
  const properties = nodeAt(found, 'properties');
  const [closed, stage] = [textAt(properties, 'closedate'), textAt(properties, 'dealstage')];
  const status = statusRead(properties, stage, context.settings);
  const moment = localMoment(closed, context.timeZone);
  const modified = localMoment(modifiedOf(found), context.timeZone);
  // Of an open deal it is when it is hoped to be closed.
  if (read.kind === 'rejected' || closed === null || moment === null || !status || status === 'open') return read;
  if (modified === null || moment.at > modified.at) return read;
  const head: Head = { key: naturalKey('deal', dealId, 'closed', closed), moment };
  const reached = { status, ...(stage === null ? {} : { stage: lookUp(context.settings.stageMap, stage) ?? stage }) };
  return { ...read, events: [dealEvent(context, head, dealId, reached), ...read.events] };
}

export const hubspot: Provider<Settings> = {
  name: 'hubspot',
  role: 'crm',
  revision: 1,
  settingsSchema,
  headers: ['x-hubspot-signature-v3', 'x-hubspot-request-timestamp'],
  verify,
  readBack,
  lists,
  translate(request, context) {
    const json = parseJson(decodeUtf8(request.body) ?? '');
    if (json.kind === 'unreadable') return rejected(json.reason, json.detail);
    const messages = Array.isArray(json.tree) ? (json.tree as readonly Tree[]) : [json.tree];
    if (messages.length === 0) return rejected('missing_field', 'an array without events');
    const draft = emptyDraft();
    messages.forEach((message, index) => translateMessage(message, `/${index}`, context, draft));
    return translated(draft);
  },
};

const FIVE_MINUTES = 300_000;

function verify(request: WebhookRequest, settings: Settings, address: string): Verification {
  const secret = settings.clientSecret ?? settings.secret;
  if (secret === undefined) return { kind: 'ok' };
  const sent = request.headers['x-hubspot-signature-v3'] ?? null;
  const timestamp = request.headers['x-hubspot-request-timestamp'] ?? '';
  const at = unixMoment(timestamp)?.at ?? NaN;
  if (!(Math.abs(request.receivedAt - at) <= FIVE_MINUTES)) {
    return {
      kind: 'wrong_signature',
      detail: 'x-hubspot-request-timestamp is missing, or not of the last five minutes',
    };
  }
  const expected = createHmac('sha256', secret)
    .update(request.method + decodedUri(address))
    .update(request.body)
    .update(timestamp)
    .digest('base64');
  const detail = 'x-hubspot-signature-v3 does not match';
  return equalSecret(sent, expected) ? { kind: 'ok' } : { kind: 'wrong_signature', detail };
}

/** HubSpot signs the URL with these characters of it decoded. */
const decodedUri = (uri: string): string =>
  uri.replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (encoded) => decodeURIComponent(encoded));

/** Records of the newer `object.*` events. */
const OBJECT_TYPES: Readonly<Record<string, string>> = { '0-1': 'contact', '0-2': 'company', '0-3': 'deal' };
const UNUSED = /^(object|company|ticket|product|line_item|quote|conversation)$/;

/** One event of the array. */
interface Message {
  readonly body: Tree;
  readonly action: string;
  readonly moment: Moment;
  /** Ends every natural key: `eventId` alone is not unique. */
  readonly when: readonly [string, string];
}

function translateMessage(body: Tree, pointer: string, context: Context, draft: Draft): void {
  const wrong = strangerIn(body, context.settings) ?? understand(body, context, draft);
  if (wrong !== null) draft.rejected.push({ pointer, ...wrong });
}

type Wrong = Omit<Draft['rejected'][number], 'pointer'>;

function strangerIn(body: Tree, { portalId }: Settings): Wrong | null {
  if (!isMap(body)) return { reason: 'not_parseable', detail: 'an event is a JSON object' };
  const isOurs = portalId === undefined || textAt(body, 'portalId') === portalId;
  return isOurs ? null : { reason: 'wrong_account', detail: 'portalId is not the configured one' };
}

function understand(body: Tree, context: Context, draft: Draft): Wrong | null {
  const type = firstText(body, 'subscriptionType', 'eventType');
  const occurred = textAt(body, 'occurredAt');
  const moment = unixMoment(occurred);
  if (type === null) return { reason: 'missing_field', detail: 'subscriptionType' };
  if (occurred === null || moment === null) return { reason: 'missing_field', detail: 'occurredAt' };
  const [name = '', action = ''] = type.split('.', 2);
  const kind = kindOf(name, body);
  const message: Message = { body, action, moment, when: [occurred, textAt(body, 'eventId') ?? ''] };
  const done = lookUp({ deal, contact }, kind)?.(message, context, draft) ?? null;
  if (typeof done === 'string') return { reason: 'missing_field', detail: done };
  return done === true ? null : unused(kind, message, draft);
}

function kindOf(name: string, body: Tree): string {
  return name === 'object' ? (lookUp(OBJECT_TYPES, textAt(body, 'objectTypeId') ?? '') ?? name) : name;
}

function unused(kind: string, { body, action, moment }: Message, draft: Draft): Wrong | null {
  if (!UNUSED.test(kind)) return { reason: 'unknown_event', detail: `${kind}.${action}` };
  const subject = `${kind}/${textAt(body, 'objectId') ?? ''}/${action}`;
  draft.ignored.push({ reason: kind === 'company' ? 'company' : 'not_used', subject, at: moment.at });
  return null;
}

const headOf = ({ moment, when, body }: Message, ...key: readonly string[]): Head => ({
  key: naturalKey(...key, ...when),
  moment,
  extra: { event_id: textAt(body, 'eventId'), change_source: textAt(body, 'changeSource') },
});

/** Asks for the whole record, where the source has access. */
function askFor(entity: 'deal' | 'contact', id: string, thin: Thin, at: number, context: Context, draft: Draft): void {
  if (readBack.access(context.settings) !== null) draft.readBacks.push({ entity, id, thin });
  else if (thin === null) draft.ignored.push({ reason: 'read_back_not_configured', subject: `${entity}/${id}`, at });
}

/** True when understood, a field's name when it is missing, null when no such event is known. */
type Done = true | string | null;

function deal(message: Message, context: Context, draft: Draft): Done {
  const { body, action, moment } = message;
  if (action === 'merge') return dealMerge(message, context, draft);
  if (action === 'associationChange') return association(message, context, draft);
  const dealId = textAt(body, 'objectId');
  if (dealId === null) return 'objectId';
  switch (action) {
    case 'creation':
    case 'deletion':
    case 'restore':
      draft.events.push(
        dealEvent(context, headOf(message, 'deal', dealId, action), dealId, { deleted: action === 'deletion' }),
      );
      if (action !== 'deletion') askForMore('deal', dealId, moment.at, context, draft);
      return true;
    case 'propertyChange':
      return dealProperty(message, dealId, context, draft);
    default:
      return null;
  }
}

/** As `askFor`, where the message has already said what it can and nothing is lost without access. */
function askForMore(entity: 'deal' | 'contact', id: string, at: number, context: Context, draft: Draft): void {
  if (readBack.access(context.settings) !== null) askFor(entity, id, null, at, context, draft);
}

function dealProperty(message: Message, dealId: string, context: Context, draft: Draft): Done {
  const property = textAt(message.body, 'propertyName');
  if (property === null) return 'propertyName';
  const { settings } = context;
  const value = textAt(message.body, 'propertyValue');
  const stated = statedBy(property, value, context);
  if (stated === null) {
    draft.rejected.push({
      pointer: `deal/${dealId}/${property}`,
      reason: 'bad_value',
      detail: `no amount in ${context.currency}`,
    });
    return true;
  }
  const isOfUse = DEAL_PROPERTIES.includes(property) || meaningOf([property], settings.fieldMap) !== undefined;
  if (Object.keys(stated).length > 0) {
    const head = headOf(message, 'deal', dealId, 'change', property);
    const filled = stated.amount ? ['currency'] : [];
    draft.events.push(dealEvent(context, { ...head, filled }, dealId, stated));
    askForMore('deal', dealId, message.moment.at, context, draft);
  } else if (isOfUse) askFor('deal', dealId, null, message.moment.at, context, draft);
  else draft.ignored.push({ reason: 'not_used', subject: `deal/${dealId}/${property}`, at: message.moment.at });
  return true;
}

type Stated = Partial<Pick<DealEvent, 'status' | 'stage' | 'amount' | 'pipeline' | 'manager' | 'reason'>>;

/**
 * What one changed property states; null when an amount is none. An amount does not say its currency, so the API, where
 * it can be asked, has the word; a cleared property is null.
 */
function statedBy(property: string, value: string | null, context: Context): Stated | null {
  const { settings } = context;
  switch (property) {
    case 'dealstage':
      return value === null ? {} : { stage: lookUp(settings.stageMap, value) ?? value, ...statusBy(value, settings) };
    case 'amount': {
      if (readBack.access(settings) !== null) return {};
      const amount = statedAmount(value, context.currency);
      return amount === null ? null : { amount: amount ?? null };
    }
    case 'pipeline':
      return value === null ? {} : { pipeline: lookUp(settings.pipelineMap, value) ?? value };
    case 'hubspot_owner_id':
      return { manager: value === null ? null : (lookUp(settings.managers, value) ?? value) };
    case 'closed_lost_reason':
      return { reason: value };
    default:
      return {};
  }
}

/** HubSpot's own pipeline; stages of other pipelines are numbers. */
const OPEN_STAGES = new Set(
  'appointmentscheduled qualifiedtobuy presentationscheduled decisionmakerboughtin contractsent'.split(' '),
);

/** Unstated where only the API knows: it says of every stage whether it is closed and won. */
function statusBy(stage: string, settings: Settings): Stated {
  if (stage === 'closedwon' || settings.wonStages?.includes(stage) === true) return { status: 'won' };
  if (stage === 'closedlost' || settings.lostStages?.includes(stage) === true) return { status: 'lost' };
  const isOpen = OPEN_STAGES.has(stage) || settings.wonStages !== undefined || readBack.access(settings) === null;
  return isOpen ? { status: 'open' } : {};
}

/** Of a merge `newObjectId` remains, sometimes one of the merged, sometimes a new record. */
function mergeOf(body: Tree): { remains: string; gone: string[] } | null {
  const remains = firstText(body, 'newObjectId', 'primaryObjectId');
  const merged = itemsOf(nodeAt(body, 'mergedObjectIds')).map((_, index) =>
    textAt(body, 'mergedObjectIds', String(index)),
  );
  const ids = [textAt(body, 'primaryObjectId'), ...merged].filter((id) => id !== null && id !== remains) as string[];
  return remains === null || ids.length === 0 ? null : { remains, gone: [...new Set(ids)] };
}

function dealMerge(message: Message, context: Context, draft: Draft): Done {
  const merge = mergeOf(message.body);
  if (merge === null) return 'newObjectId, primaryObjectId or mergedObjectIds';
  const { remains, gone } = merge;
  for (const dealId of gone) {
    const head = headOf(message, 'deal', dealId, 'merge', remains);
    draft.events.push(dealEvent(context, head, dealId, { mergedInto: publicId(context, remains) }));
  }
  askForMore('deal', remains, message.moment.at, context, draft);
  return true;
}

/**
 * A deal's contact. Link and removal are contents of one event, so that the later counts; what the API lists afterwards
 * has the last word, dated by the message because an association changes no deal's `hs_lastmodifieddate`.
 */
function association(message: Message, context: Context, draft: Draft): Done {
  const { body, moment } = message;
  const [from, to] = [textAt(body, 'fromObjectId'), textAt(body, 'toObjectId')];
  const type = textAt(body, 'associationType') ?? '';
  if (from === null || to === null) return 'fromObjectId or toObjectId';
  const [dealId, contactId] = type === 'CONTACT_TO_DEAL' ? [to, from] : [from, to];
  if (!/^(DEAL_TO_CONTACT|CONTACT_TO_DEAL)$/.test(type)) {
    draft.ignored.push({ reason: 'not_used', subject: `deal/${dealId}/${type}`, at: moment.at });
    return true;
  }
  const extra = { event_id: textAt(body, 'eventId') };
  const link = linkEvent(dealId, contactId, { moment, extra }, context);
  const event = { ...link, retracted: textAt(body, 'associationRemoved') === 'true' };
  draft.events.push(event);
  askFor('deal', dealId, { event, state: contactId }, moment.at, context, draft);
  return true;
}

function linkEvent(dealId: string, contactId: string, head: Omit<Head, 'key'>, context: Context): DealEvent {
  const key = naturalKey('link', dealId, contactId);
  return dealEvent(context, { ...head, key }, dealId, { crmContactId: publicId(context, contactId) });
}

function contact(message: Message, context: Context, draft: Draft): Done {
  const { body, action, moment } = message;
  if (action === 'merge') {
    const merge = mergeOf(body);
    if (merge === null) return 'newObjectId, primaryObjectId or mergedObjectIds';
    draft.events.push(
      ...joinedContacts(merge.remains, merge.gone, (id) => headOf(message, 'contact', id, 'merge'), context),
    );
    askForMore('contact', merge.remains, moment.at, context, draft);
    return true;
  }
  if (action === 'associationChange' && /^CONTACT_TO_DEAL$/.test(textAt(body, 'associationType') ?? '')) {
    return association(message, context, draft);
  }
  const contactId = textAt(body, 'objectId');
  if (action === 'associationChange' || action === 'deletion' || action === 'privacyDeletion') {
    draft.ignored.push({ reason: 'not_used', subject: `contact/${contactId ?? ''}/${action}`, at: moment.at });
    return true;
  }
  if (!['creation', 'restore', 'propertyChange'].includes(action)) return null;
  if (contactId === null) return 'objectId';
  if (action !== 'propertyChange') {
    askFor('contact', contactId, null, moment.at, context, draft);
    return true;
  }
  return contactProperty(message, contactId, context, draft);
}

function contactProperty(message: Message, contactId: string, context: Context, draft: Draft): Done {
  const property = textAt(message.body, 'propertyName');
  if (property === null) return 'propertyName';
  const value = textAt(message.body, 'propertyValue');
  const field = { email: 'email', phone: 'phone', mobilephone: 'phone' }[property];
  if (field === undefined || value === null) {
    draft.ignored.push({ reason: 'not_used', subject: `contact/${contactId}/${property}`, at: message.moment.at });
    return true;
  }
  const personal = personalOf(context, { [field]: value });
  const head = headOf(message, 'contact', contactId, 'change', property);
  draft.events.push(identifyEvent(context, head, { crmContactId: publicId(context, contactId), personal }));
  return true;
}

/** Contacts that are one: each joined to a node that stands for the merge, for an identification names one contact. */
function joinedContacts(
  remains: string,
  gone: readonly string[],
  headFor: (id: string) => Head,
  context: Context,
): Event[] {
  const visitorId = publicId(context, naturalKey('merged-contact', remains));
  return [remains, ...gone].map((id) =>
    identifyEvent(context, headFor(id), { crmContactId: publicId(context, id), visitorId }),
  );
}

/** The deal as HubSpot has it now: its state since `hs_lastmodifieddate`, and its contacts. */
function dealAsRead(dealId: string, askedId: string, found: Tree, thin: Thin, context: Context): Translation {
  const properties = nodeAt(found, 'properties');
  const modified = modifiedOf(found);
  const moment = localMoment(modified, context.timeZone);
  if (modified === null || moment === null) return rejected('bad_value', `deal/${dealId}: hs_lastmodifieddate`);
  const stated = dealState(properties, context);
  if (stated === null) return rejected('bad_value', `deal/${dealId}: amount is no amount`);
  const filled = stated.amount && textAt(properties, 'deal_currency_code') === null ? ['currency'] : [];
  const draft = emptyDraft();
  draft.events.push(
    dealEvent(context, { key: naturalKey('deal', dealId, 'read', modified), moment, filled }, dealId, stated),
  );
  if (askedId !== dealId) {
    const head: Head = { key: naturalKey('deal', askedId, 'merged', dealId), moment };
    draft.events.push(dealEvent(context, head, askedId, { mergedInto: publicId(context, dealId) }));
  }
  const contacts = contactsOf(found);
  for (const contactId of contacts) {
    // The message that made us ask dates what it told of; see `association`.
    if (contactId !== thin?.state) draft.events.push(linkEvent(dealId, contactId, { moment }, context));
    draft.readBacks.push({ entity: 'contact', id: contactId, thin: null });
  }
  if (thin !== null) {
    draft.events.push({ ...thin.event, generation: context.generation, retracted: !contacts.includes(thin.state) });
  }
  return translated(draft);
}

function contactsOf(found: Tree): string[] {
  const linked = itemsOf(nodeAt(found, 'associations', 'contacts', 'results')).map((one) => textAt(one, 'id'));
  return [...new Set(linked.filter((id) => id !== null))];
}

/** Null when an amount is none. */
function dealState(properties: Tree, context: Context): Partial<Omit<DealEvent, 'type' | 'dealId'>> | null {
  const { settings } = context;
  const meanings = meaningsIn(properties, context);
  const currency = textAt(properties, 'deal_currency_code') ?? context.currency;
  const amount = statedAmount(textAt(properties, 'amount'), currency);
  const costOfGoods = statedAmount(meanings.get('cost_of_goods') ?? null, currency);
  if (amount === null || costOfGoods === null) return null;
  const stage = textAt(properties, 'dealstage');
  const named = (property: string, map: Settings['managers']): string | undefined => {
    const value = textAt(properties, property);
    return value === null ? undefined : (lookUp(map, value) ?? value);
  };
  const state: Record<string, unknown> = {
    deleted: false,
    stage: named('dealstage', settings.stageMap),
    status: statusRead(properties, stage, settings),
    amount: amount ?? null,
    costOfGoods,
    pipeline: named('pipeline', settings.pipelineMap),
    manager: named('hubspot_owner_id', settings.managers),
    department: meanings.get('department'),
    reason: meanings.get('reason') ?? named('closed_lost_reason', undefined),
    createdAt: localMoment(textAt(properties, 'createdate'), context.timeZone)?.at,
    enquiryId: meanings.get('enquiry_id'),
    statedOrigin: originOfMeanings(meanings) ?? undefined,
    visitorId: meanings.get('visitor_id'),
    clientIds: clientIdsOfMeanings(meanings),
  };
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}

function statusRead(properties: Tree, stage: string | null, settings: Settings): Stated['status'] {
  if (textAt(properties, 'hs_is_closed_won') === 'true') return 'won';
  if (textAt(properties, 'hs_is_closed') === 'true') return 'lost';
  return stage === null ? undefined : (statusBy(stage, settings).status ?? 'open');
}

/** Meaning -> first value, of every property that means something. */
function meaningsIn(properties: Tree, { settings }: Context): Meanings {
  const meanings = new Map<string, string>();
  for (const property of isMap(properties) ? Object.keys(properties) : []) {
    const meaning = meaningOf([property], settings.fieldMap);
    const text = textAt(properties, property);
    if (meaning !== undefined && text !== null && !meanings.has(meaning)) meanings.set(meaning, text);
  }
  return meanings;
}

function contactAsRead(contactId: string, askedId: string, found: Tree, context: Context): Translation {
  const properties = nodeAt(found, 'properties');
  const modified = textAt(properties, 'lastmodifieddate') ?? textAt(found, 'updatedAt');
  const moment = localMoment(modified, context.timeZone);
  if (modified === null || moment === null) return rejected('bad_value', `contact/${contactId}: lastmodifieddate`);
  const phones = present(textAt(properties, 'phone'), textAt(properties, 'mobilephone'));
  const more = (textAt(properties, 'hs_additional_emails') ?? '').split(';').map((email) => email.trim() || null);
  const emails = present(textAt(properties, 'email'), ...more);
  const name = present(textAt(properties, 'firstname'), textAt(properties, 'lastname')).join(' ') || null;
  const crmContactId = publicId(context, contactId);
  const events: Event[] = Array.from({ length: Math.max(phones.length, emails.length) }, (_, index) => {
    const head: Head = { key: naturalKey('contact', contactId, 'read', modified, String(index)), moment };
    const personal = personalOf(context, { phone: phones[index] ?? null, email: emails[index] ?? null, name });
    return identifyEvent(context, head, { crmContactId, personal });
  });
  if (askedId !== contactId) {
    const headFor = (id: string): Head => ({ key: naturalKey('contact', id, 'merged', contactId), moment });
    events.push(...joinedContacts(contactId, [askedId], headFor, context));
  }
  return events.length > 0 ? translated({ events }) : ignored('nothing_stated', `contact/${contactId}`, moment.at);
}

const present = (...texts: readonly (string | null)[]): string[] => texts.filter((text) => text !== null);
