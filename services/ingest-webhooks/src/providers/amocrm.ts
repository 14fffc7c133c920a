/**
 * amoCRM / Kommo: forms with PHP brackets, `{entity}[{action}][{i}][{field}]`, several entities in one request
 * (providers.md, B1). No signature: the secret of our URL, and the account when the settings name it.
 *
 * Longer than other files because one file is all a provider takes: what the account's webhooks say, what the
 * pipelines' triggers leave out, and how that, and history, is read from API v4 (whose entities are brought to the shape of
 * the webhooks' first, so that every rule stands once). The lists are the vendor's documents of `GET /api/v4/leads`, of
 * `GET /api/v4/contacts` and of filters.
 */
import type { DealEvent } from '@throughline/events';
import { z } from 'zod';
import { dealEvent, identifyEvent, personalOf, publicId, type Head } from '../provider/build-event.ts';
import { clientIdsOfMeanings, FIELD_MEANING, meaningOf, originOfMeanings } from '../provider/field-meanings.ts';
import { chunksOf, type ListPort, type ListRequest } from '../provider/list-port.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey, receiptPart } from '../provider/natural-key.ts';
import type { Provider, ReadBackPort, TranslationContext } from '../provider/provider.ts';
import { statedAmount } from '../provider/stated-amount.ts';
import { emptyDraft, rejected, translated, type Draft } from '../provider/translation.ts';
import { localMoment, receiptMoment, unixMoment, type Moment } from '../wire/moment.ts';
import { parseJson } from '../wire/parse-json.ts';
import { decodeUtf8, readParameters } from '../wire/read-parameters.ts';
import { firstText, isMap, itemsOf, nodeAt, textAt, treeMap, type Tree, type TreeMap } from '../wire/tree.ts';

const id = z.coerce.string();
const names = z.record(z.string(), z.string());
const settingsSchema = z.object({
  /** Checked against `account[id]` and `account[subdomain]` of every request when given. */
  accountId: id.optional(),
  subdomain: z.string().optional(),
  /** `<status id>` or `<pipeline id>/<status id>` -> name of the stage. */
  stageMap: names.optional(),
  /** Ids -> names of pipelines, responsible users and reasons of loss. */
  pipelineMap: names.optional(),
  managers: names.optional(),
  reasonMap: names.optional(),
  /** Id, code or name of a custom field -> what it means. */
  fieldMap: z.record(z.string(), z.string().regex(FIELD_MEANING, `one of ${FIELD_MEANING.source}`)).optional(),
  /** For reading back: `https://<subdomain>.amocrm.ru` and a long-lived token. */
  apiUrl: z.url().optional(),
  apiToken: z.string().min(1).optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

const readBack: ReadBackPort<Settings> = {
  hosts: /^[a-z0-9-]+\.(?:amocrm\.ru|amocrm\.com|kommo\.com)$/,
  urlSetting: 'apiUrl',
  // The documented limit is 7 requests a second for an account.
  intervalMs: 150,
  access: ({ apiUrl, apiToken }) =>
    apiUrl === undefined || apiToken === undefined ? null : { baseUrl: apiUrl, authorization: `Bearer ${apiToken}` },
  path: (entity, entityId) =>
    entity === 'contact'
      ? `/api/v4/contacts/${encodeURIComponent(entityId)}`
      : `/api/v4/leads/${encodeURIComponent(entityId)}?with=contacts`,
  translate: (request, found, context) => {
    if (found === null) {
      return translated({ ignored: [{ reason: 'gone', subject: `${request.entity}/${request.id}`, at: null }] });
    }
    const entity = fromApi(found);
    if (textAt(entity, 'id') !== request.id) return rejected('bad_value', 'the answer is another entity');
    const draft = emptyDraft();
    if (request.entity === 'contact') contact(entity, 'read', `contact/${request.id}`, context, draft);
    else {
      const contactId = leadAsRead(entity, request.thin, context, draft);
      if (contactId !== null) draft.readBacks.push({ entity: 'contact', id: contactId, thin: null });
    }
    return translated(draft);
  },
};

/** What a page of a list holds: about a hundred kilobytes, and the ids of as many contacts fit into an address. */
const PAGE = 50;

/**
 * Leads by the time of their last change, each page from where the one before ended: a lead that is changed meanwhile
 * moves to the end and shifts nobody. After each page the contacts of its leads.
 */
const lists: ListPort<Settings> = {
  hosts: readBack.hosts,
  urlSetting: 'apiUrl',
  intervalMs: readBack.intervalMs,
  reconciled: false,
  access: (settings) => readBack.access(settings),
  first: ({ from, to }) => {
    const [begin, end] = [from, to].map((at) => String(Math.floor(at / 1000)));
    return [{ list: 'leads', params: { begin: begin ?? '', from: begin ?? '', to: end ?? '', page: '1' } }];
  },
  question: ({ list, params }) => {
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (list === 'contacts') {
      for (const contactId of (params['ids'] ?? '').split(',')) query.append('filter[id][]', contactId);
      return { method: 'GET', path: `/api/v4/contacts?${query.toString()}` };
    }
    const { from = '', to = '', page = '1' } = params;
    const asked = { with: 'contacts', page, 'filter[updated_at][from]': from, 'filter[updated_at][to]': to };
    for (const [name, value] of Object.entries(asked)) query.set(name, value);
    query.set('order[updated_at]', 'asc');
    return { method: 'GET', path: `/api/v4/leads?${query.toString()}` };
  },
  judge: ({ list, params }, { status, tree }) => {
    // Nothing found, or nothing left.
    if (status === 204) return { kind: 'step', next: [] };
    const items = nodeAt(tree, '_embedded', list);
    if (status !== 200 || items === null) return null;
    const found = itemsOf(items);
    if (list === 'contacts') return { kind: 'page', next: [], items: 0 };
    return { kind: 'page', ...afterLeads(params, found, nodeAt(tree, '_links', 'next') !== null), items: found.length };
  },
  translate: ({ list }, body, context) => {
    const json = parseJson(decodeUtf8(body) ?? '');
    if (json.kind === 'unreadable') return rejected(json.reason, json.detail);
    const draft = emptyDraft();
    for (const item of itemsOf(nodeAt(json.tree, '_embedded', list))) {
      const entity = fromApi(item);
      const pointer = `${list}/${textAt(entity, 'id') ?? ''}`;
      if (textAt(entity, 'id') === null) reject(draft, pointer, 'missing_field', 'id');
      else if (list === 'contacts') contact(entity, 'read', pointer, context, draft);
      else {
        leadClosed(entity, context, draft);
        leadAsRead(entity, null, context, draft);
      }
    }
    return translated(draft);
  },
};

function afterLeads(params: ListRequest['params'], found: readonly Tree[], more: boolean) {
  const { begin = '', from = '', to = '', page = '1' } = params;
  const last = textAt(found.at(-1), 'updated_at') ?? to;
  // A whole page of one second is turned over; otherwise what is known of that second is read again, and is the same.
  const following =
    last === from ? { ...params, page: String(Number(page) + 1) } : { ...params, from: last, page: '1' };
  const contacts = found.flatMap((lead) =>
    itemsOf(nodeAt(lead, '_embedded', 'contacts')).map((one) => textAt(one, 'id')),
  );
  const ids = [...new Set(contacts.filter((contactId) => contactId !== null))];
  const next: ListRequest[] = chunksOf(ids, PAGE).map((some) => ({
    list: 'contacts',
    params: { ids: some.join(',') },
  }));
  if (more || found.length >= PAGE) next.push({ list: 'leads', params: following });
  const share = (Number(last) - Number(begin)) / Math.max(1, Number(to) - Number(begin));
  return { next, share: Math.min(1, Math.max(0, share)) };
}

/** A lead is listed as it stands now; when it was won or lost is said apart from its last change. */
function leadClosed(entity: Tree, context: Context, draft: Draft): void {
  const [leadId, closed, statusId] = ['id', 'closed_at', 'status_id'].map((name) => textAt(entity, name));
  const moment = unixMoment(closed ?? null);
  if (!leadId || !statusId || moment === null || moment.at === 0 || statusOf(statusId) === 'open') return;
  const head: Head = { key: naturalKey('lead', leadId, 'closed', closed ?? ''), moment };
  const stage = stageOf(statusId, textAt(entity, 'pipeline_id'), context.settings);
  draft.events.push(dealEvent(context, head, leadId, { status: statusOf(statusId), stage }));
}

export const amocrm: Provider<Settings> = {
  name: 'amocrm',
  role: 'crm',
  revision: 1,
  settingsSchema,
  verify: () => ({ kind: 'ok' }),
  readBack,
  lists,
  translate(request, context) {
    const read = readParameters(request);
    if (read.kind === 'unreadable') return rejected(read.reason, read.detail);
    if (!isConfiguredAccount(nodeAt(read.tree, 'account'), context.settings)) {
      return rejected('wrong_account', 'account[id] or account[subdomain] is not the configured one');
    }
    const draft = emptyDraft();
    for (const [entity, actions] of Object.entries(read.tree)) {
      if (entity !== 'account' && isMap(actions)) translateEntity(entity, actions, context, draft);
    }
    const understood = draft.events.length + draft.ignored.length + draft.rejected.length > 0;
    return understood ? translated(draft) : rejected('unknown_event', 'no entity of amoCRM in the request');
  },
};

/** A public address would otherwise accept what anybody's account sends. Only what is configured is compared. */
function isConfiguredAccount(account: Tree, settings: Settings): boolean {
  if (settings.accountId !== undefined) return textAt(account, 'id') === settings.accountId;
  return settings.subdomain === undefined || textAt(account, 'subdomain') === settings.subdomain;
}

const UNUSED_ENTITIES = new Set(['companies', 'customers', 'task', 'catalogs', 'talk', 'message', 'users']);
const LEAD_ACTIONS = new Set(['add', 'update', 'status', 'responsible', 'delete', 'restore']);
const CONTACT_ACTIONS = new Set(['add', 'update', 'responsible', 'restore']);

function translateEntity(entity: string, actions: TreeMap, context: Context, draft: Draft): void {
  for (const [action, items] of Object.entries(actions)) {
    itemsOf(items).forEach((item, index) => {
      const pointer = `${entity}/${action}/${index}`;
      if (action === 'note') note(entity, nodeAt(item, 'note'), context, draft);
      else if (entity === 'leads' && LEAD_ACTIONS.has(action)) lead(item, action, pointer, context, draft);
      else if (entity === 'contacts' && CONTACT_ACTIONS.has(action)) contact(item, action, pointer, context, draft);
      else if (entity === 'unsorted') ignore('unsorted', `unsorted/${action}`, null, draft);
      else if (UNUSED_ENTITIES.has(entity) || (entity === 'contacts' && action === 'delete')) {
        ignore('not_used', `${entity}/${action}`, null, draft);
      } else draft.rejected.push({ pointer, reason: 'unknown_event', detail: 'entity or action is not known' });
    });
  }
}

function ignore(reason: Draft['ignored'][number]['reason'], subject: string, at: number | null, draft: Draft): void {
  draft.ignored.push({ reason, subject, at });
}

/** A note changes no deal. Its `date_create` is local text, `created_at` exact. */
function note(entity: string, body: Tree, context: Context, draft: Draft): void {
  const at = momentOf(body, ['created_at', 'date_create'], context)?.at ?? null;
  ignore('note', `${entity}/${textAt(body, 'element_id') ?? ''}`, at, draft);
}

const TIMES = ['updated_at', 'last_modified', 'created_at', 'date_create'];

function lead(entity: Tree, action: string, pointer: string, context: Context, draft: Draft): void {
  const leadId = textAt(entity, 'id');
  if (leadId === null) {
    reject(draft, pointer, 'missing_field', 'id');
    return;
  }
  const said = momentOf(entity, TIMES, context);
  if (said === null) {
    reject(draft, pointer, 'bad_value', 'a time that is no time');
    return;
  }
  const stated = action === 'delete' ? { deleted: true } : leadState(entity, context);
  if (stated === null) {
    reject(draft, pointer, 'bad_value', `price is no amount in ${context.currency}`);
    return;
  }
  const thin = said.filled.includes('at');
  const head: Head = {
    key: naturalKey('lead', leadId, action, ...stageParts(entity, action), timePart(entity, context)),
    moment: said,
    filled: stated.amount ? ['currency'] : [],
  };
  const event = dealEvent(context, head, leadId, {
    clientIds: clientIdsOfMeanings(meaningsOf(entity, context)),
    ...stated,
    ...(action === 'restore' ? { deleted: false } : {}),
  });
  draft.events.push(event);
  if (action === 'delete') return;
  // A new lead does not say whose it is; a thin one says nothing but its stage.
  if (thin) askFor('lead', leadId, { event, state: textAt(entity, 'status_id') ?? '' }, context, draft);
  else if (action === 'add') askFor('lead', leadId, null, context, draft);
}

function askFor(
  entity: string,
  entityId: string,
  thin: Draft['readBacks'][number]['thin'],
  context: Context,
  draft: Draft,
): void {
  if (readBack.access(context.settings) !== null) draft.readBacks.push({ entity, id: entityId, thin });
  else if (thin !== null) ignore('read_back_not_configured', `${entity}/${entityId}`, null, draft);
}

function reject(draft: Draft, pointer: string, reason: 'missing_field' | 'bad_value', detail: string): void {
  draft.rejected.push({ pointer, reason, detail });
}

/** Two changes of stage within one second are two: only they say where from and where to. */
function stageParts(entity: Tree, action: string): string[] {
  return action === 'status' ? [textAt(entity, 'old_status_id') ?? '', textAt(entity, 'status_id') ?? ''] : [];
}

function timePart(entity: Tree, context: Context): string {
  return timeText(entity, TIMES) ?? receiptPart(context.receivedAt);
}

function timeText(entity: Tree, fields: readonly string[]): string | null {
  return fields.map((field) => textAt(entity, field)).find((text) => text !== null && text !== '0') ?? null;
}

/** The first stated time; the receipt when none is stated; null when one is stated that is no time. */
function momentOf(entity: Tree, fields: readonly string[], context: Context): Moment | null {
  const text = timeText(entity, fields);
  if (text === null) return receiptMoment(context.receivedAt);
  return unixMoment(text) ?? localMoment(text, context.timeZone);
}

type LeadState = Partial<
  Pick<DealEvent, 'status' | 'stage' | 'amount' | 'costOfGoods' | 'pipeline' | 'manager' | 'department' | 'reason'> &
    Pick<DealEvent, 'createdAt' | 'enquiryId' | 'deleted' | 'statedOrigin' | 'visitorId'>
>;

/** What a lead says of itself; fields it does not have stay unstated. Null when an amount is none. */
function leadState(entity: Tree, context: Context): LeadState | null {
  const { settings } = context;
  const meanings = meaningsOf(entity, context);
  const amount = statedAmount(textAt(entity, 'price'), context.currency);
  const costOfGoods = statedAmount(meanings.get('cost_of_goods') ?? null, context.currency);
  if (amount === null || costOfGoods === null) return null;
  const statusId = textAt(entity, 'status_id');
  const pipelineId = textAt(entity, 'pipeline_id');
  const state: Record<keyof Omit<LeadState, 'deleted'>, unknown> = {
    status: statusId === null ? undefined : statusOf(statusId),
    stage: statusId === null ? undefined : stageOf(statusId, pipelineId, settings),
    amount,
    costOfGoods,
    pipeline: named(pipelineId, settings.pipelineMap),
    manager: named(textAt(entity, 'responsible_user_id'), settings.managers),
    department: meanings.get('department'),
    reason: meanings.get('reason') ?? named(textAt(entity, 'loss_reason_id'), settings.reasonMap),
    createdAt: createdAt(entity, context),
    enquiryId: meanings.get('enquiry_id'),
    statedOrigin: originOfMeanings(meanings) ?? undefined,
    visitorId: meanings.get('visitor_id'),
  };
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}

function createdAt(entity: Tree, context: Context): number | undefined {
  const text = timeText(entity, ['created_at', 'date_create']);
  return text === null ? undefined : (unixMoment(text) ?? localMoment(text, context.timeZone))?.at;
}

/** 142 is won and 143 lost in every pipeline. */
function statusOf(statusId: string): 'open' | 'won' | 'lost' {
  return statusId === '142' ? 'won' : statusId === '143' ? 'lost' : 'open';
}

function stageOf(statusId: string, pipelineId: string | null, settings: Settings): string {
  return (
    lookUp(settings.stageMap, `${pipelineId ?? ''}/${statusId}`) ?? lookUp(settings.stageMap, statusId) ?? statusId
  );
}

/** `0` is amoCRM's nobody and nothing. */
function named(entityId: string | null, map: Readonly<Record<string, string>> | undefined): string | undefined {
  return entityId === null || entityId === '0' ? undefined : (lookUp(map, entityId) ?? entityId);
}

/** Meaning -> first value, of every custom field that means something. */
function meaningsOf(entity: Tree, context: Context): Map<string, string> {
  const meanings = new Map<string, string>();
  for (const field of itemsOf(nodeAt(entity, 'custom_fields'))) {
    const value = valuesOf(field)[0];
    const target = targetOf(field, context.settings);
    if (value !== undefined && target !== undefined && !meanings.has(target)) meanings.set(target, value);
  }
  return meanings;
}

function targetOf(field: Tree, settings: Settings): string | undefined {
  const labels = ['id', 'code', 'name'].map((name) => textAt(field, name)).filter((text) => text !== null);
  return meaningOf(labels, settings.fieldMap);
}

/** `values[j][value]`, or a bare list of values as some field types have it. */
function valuesOf(field: Tree): string[] {
  const values = itemsOf(nodeAt(field, 'values')).map((value) =>
    isMap(value) ? textAt(value, 'value') : textAt([value], '0'),
  );
  return values.filter((value) => value !== null);
}

/**
 * A contact joins each of its phones and emails to itself, and its leads to itself: a deal event that states nothing
 * but the contact. Companies are no persons: their switchboard would glue their people together.
 */
function contact(entity: Tree, action: string, pointer: string, context: Context, draft: Draft): void {
  const contactId = textAt(entity, 'id');
  if (contactId === null) {
    reject(draft, pointer, 'missing_field', 'id');
    return;
  }
  if (textAt(entity, 'type') === 'company') {
    ignore('company', `contact/${contactId}`, null, draft);
    return;
  }
  const moment = momentOf(entity, TIMES, context);
  if (moment === null) {
    reject(draft, pointer, 'bad_value', 'a time that is no time');
    return;
  }
  const time = timePart(entity, context);
  const before = draft.events.length;
  const crmContactId = publicId(context, contactId);
  const phones = contactValues(entity, 'PHONE', context);
  const emails = contactValues(entity, 'EMAIL', context);
  const name = textAt(entity, 'name');
  for (let index = 0; index < Math.max(phones.length, emails.length); index += 1) {
    const head: Head = { key: naturalKey('contact', contactId, action, time, String(index)), moment };
    const personal = personalOf(context, { phone: phones[index] ?? null, email: emails[index] ?? null, name });
    draft.events.push(identifyEvent(context, head, { crmContactId, personal }));
  }
  for (const leadId of linkedLeads(entity)) {
    const head: Head = { key: naturalKey('link', leadId, contactId, time), moment };
    draft.events.push(dealEvent(context, head, leadId, { crmContactId }));
  }
  if (draft.events.length > before) return;
  ignore('nothing_stated', `contact/${contactId}`, moment.at, draft);
  if (moment.filled.includes('at') && readBack.access(context.settings) !== null) {
    draft.readBacks.push({ entity: 'contact', id: contactId, thin: null });
  }
}

/** Values of the contact's phones or emails: by code, by the usual Russian names, or as the settings map them. */
function contactValues(entity: Tree, code: 'PHONE' | 'EMAIL', context: Context): string[] {
  const usual = code === 'PHONE' ? /^(phone|телефон)$/i : /^(e-?mail|почта)$/i;
  const fields = itemsOf(nodeAt(entity, 'custom_fields')).filter((field) => {
    const target = targetOf(field, context.settings);
    if (target !== undefined) return target === code.toLowerCase();
    return usual.test(textAt(field, 'code') ?? textAt(field, 'name') ?? '');
  });
  return fields.flatMap(valuesOf);
}

/** `linked_leads_id[8000001][ID]=8000001`; older captures have a plain list. */
function linkedLeads(entity: Tree): string[] {
  const linked = nodeAt(entity, 'linked_leads_id');
  const ids = itemsOf(linked).map((item) => (isMap(item) ? firstText(item, 'ID', 'id') : textAt([item], '0')));
  return ids.filter((leadId) => leadId !== null);
}

/** An entity of API v4 in the shape of the webhooks. */
function fromApi(found: Tree): Tree {
  if (!isMap(found)) return found;
  const entity = treeMap();
  Object.assign(entity, found);
  entity['custom_fields'] = itemsOf(found['custom_fields_values']).map((field) => {
    const shaped = treeMap();
    shaped['id'] = nodeAt(field, 'field_id');
    shaped['name'] = nodeAt(field, 'field_name');
    shaped['code'] = nodeAt(field, 'field_code');
    shaped['values'] = nodeAt(field, 'values');
    return shaped;
  });
  return entity;
}

/**
 * A lead as the CRM has it now: its state since `updated_at`, its main contact, and a word on the thin event that
 * made us ask. A thin event is dated by its receipt, so one that came late would undo a newer stage: where the lead
 * has not changed since before that receipt and stands elsewhere, the thin event is withdrawn.
 * @returns its main contact
 */
function leadAsRead(
  entity: Tree,
  thin: Draft['readBacks'][number]['thin'],
  context: Context,
  draft: Draft,
): string | null {
  const leadId = textAt(entity, 'id') ?? '';
  const moment = momentOf(entity, TIMES, context);
  const stated = leadState(entity, context);
  if (moment === null || stated === null) {
    reject(draft, `lead/${leadId}`, 'bad_value', 'a time that is no time, or a price that is no amount');
    return null;
  }
  const head: Head = {
    key: naturalKey('lead', leadId, 'read', timePart(entity, context)),
    moment,
    filled: stated.amount ? ['currency'] : [],
  };
  const deleted = textAt(entity, 'is_deleted') === 'true';
  draft.events.push(
    dealEvent(context, head, leadId, {
      clientIds: clientIdsOfMeanings(meaningsOf(entity, context)),
      ...stated,
      deleted,
    }),
  );
  const contacts = itemsOf(nodeAt(entity, '_embedded', 'contacts'));
  const main = contacts.find((linked) => textAt(linked, 'is_main') === 'true') ?? contacts[0];
  const contactId = textAt(main, 'id');
  if (contactId !== null) {
    const link: Head = { key: naturalKey('link', leadId, contactId, timePart(entity, context)), moment };
    draft.events.push(dealEvent(context, link, leadId, { crmContactId: publicId(context, contactId) }));
  }
  const stale = thin !== null && moment.at <= thin.event.occurredAt && textAt(entity, 'status_id') !== thin.state;
  if (stale) draft.events.push({ ...thin.event, generation: context.generation, retracted: true });
  return contactId;
}
