/**
 * Bitrix24: forms `event`, `data[FIELDS][ID]`, `ts`, `auth[...]` of an outgoing webhook or an application
 * (providers.md, B2; the vendor's documents of events, crm.deal.get, crm.lead.get, crm.contact.get). The secret is
 * `auth[application_token]`. Nearly every event is thin and is never sent twice: what it is about is read back by REST
 * through an incoming webhook, whose secret is part of the path, and so is history (crm.deal.list, crm.lead.list,
 * crm.contact.list, voximplant.statistic.get of the vendor's documents; MOVED_TIME of a deal is not verified and may be missing).
 *
 * Longer than other files because one file is all a provider takes: messages of calls, deals, leads and contacts, and
 * what the API says of the last three.
 */
import type { DealEvent, EnquiryEvent, WebhookRequest } from '@throughline/events';
import { z } from 'zod';
import {
  callEvent,
  dealEvent,
  enquiryEvent,
  identifyEvent,
  lineOf,
  markEvent,
  personalOf,
  publicId,
  type Head,
} from '../provider/build-event.ts';
import { equalSecret } from '../provider/equal-secret.ts';
import {
  clientIdsOfMeanings,
  FIELD_MEANING,
  meaningOf,
  originOfMeanings,
  type Meanings,
} from '../provider/field-meanings.ts';
import { listSetting } from '../provider/list-setting.ts';
import type { ListPort, ListRequest } from '../provider/list-port.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey, saidPart } from '../provider/natural-key.ts';
import type { Provider, ReadBackPort, TranslationContext, Verification } from '../provider/provider.ts';
import { statedAmount } from '../provider/stated-amount.ts';
import { translatePage } from '../provider/translate-page.ts';
import { emptyDraft, ignored, rejected, translated, type Draft, type Translation } from '../provider/translation.ts';
import { localMoment, unixMoment, type Moment } from '../wire/moment.ts';
import { readParameters } from '../wire/read-parameters.ts';
import { isMap, itemsOf, nodeAt, textAt, type Tree, type TreeMap } from '../wire/tree.ts';

const id = z.coerce.string();
const names = z.record(z.string(), z.string());
const settingsSchema = z.object({
  /** `application_token` of the outgoing webhook; without it only the secret of the URL protects the source. */
  applicationToken: z.string().min(1).optional(),
  /** The same under the name every provider's secret may have. */
  secret: z.string().min(1).optional(),
  /** Checked against `auth[member_id]` when given: the portal. */
  memberId: z.string().optional(),
  /** Stage -> its name (`C1:NEW`, or `NEW` of the common pipeline); ids -> names of pipelines and employees. */
  stageMap: names.optional(),
  pipelineMap: names.optional(),
  managers: names.optional(),
  /** Field, e.g. `UF_CRM_1721244482250` -> what it means. */
  fieldMap: z.record(z.string(), z.string().regex(FIELD_MEANING, `one of ${FIELD_MEANING.source}`)).optional(),
  /** Statuses of leads that make them spam. */
  spamStatuses: listSetting.optional(),
  /** Count leads that a call made: for a portal whose calls come from nowhere else. */
  callLeads: z.union([z.boolean(), z.stringbool()]).optional(),
  /** Read the history of calls too: the incoming webhook must have the right `telephony`, or the API refuses everything. */
  listCalls: z.union([z.boolean(), z.stringbool()]).optional(),
  /** The incoming webhook `https://<portal>/rest/<api_user_id>/<api_token>/` in its three parts. */
  apiUrl: z.url().optional(),
  apiUserId: id.optional(),
  apiToken: z.string().min(1).optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

const METHODS: Readonly<Record<string, string>> = {
  deal: 'crm.deal.get',
  lead: 'crm.lead.get',
  contact: 'crm.contact.get',
};

const readBack: ReadBackPort<Settings> = {
  hosts: /^[a-z0-9-]+\.bitrix24\.(?:ru|com|by|kz|ua|eu|de|fr|es|it|in|pl|vn|id|jp|cn|uk|mx|co|com\.br|com\.tr)$/,
  urlSetting: 'apiUrl',
  // The documented limit is 2 requests a second for a portal.
  intervalMs: 500,
  access: ({ apiUrl, apiUserId, apiToken }) =>
    apiUrl === undefined || apiUserId === undefined || apiToken === undefined
      ? null
      : { baseUrl: apiUrl, authorization: null },
  path: (entity, entityId, { apiUserId = '', apiToken = '' }) => {
    const secret = [apiUserId, apiToken].map(encodeURIComponent).join('/');
    return `/rest/${secret}/${lookUp(METHODS, entity) ?? ''}.json?id=${encodeURIComponent(entityId)}`;
  },
  isGone: (status, body) =>
    (status === 400 || status === 404) && /not found/i.test(textAt(body, 'error_description') ?? ''),
  translate: (request, found, context) => {
    const subject = `${request.entity}/${request.id}`;
    if (found === null) return ignored('gone', subject);
    const entity = nodeAt(found, 'result');
    if (!isMap(entity) || textAt(entity, 'ID') !== request.id) {
      return rejected('bad_value', `${subject}: the answer is another entity`);
    }
    if (request.entity === 'lead') return leadAsRead(request.id, entity, context);
    if (request.entity === 'contact') return contactAsRead(request.id, entity, context);
    return dealAsRead(request.id, entity, request.thin, context);
  },
};

const LIST_METHODS: Readonly<Record<string, string>> = {
  deals: 'crm.deal.list',
  leads: 'crm.lead.list',
  contacts: 'crm.contact.list',
  calls: 'voximplant.statistic.get',
};
/** The vendor's page, which cannot be another. */
const PAGE = 50;

/**
 * Deals and leads by their last change, calls by their beginning, each list in the order of ids from behind the last one read: `start` alone would
 * skip what moves between pages. After each page the contacts it names.
 */
const lists: ListPort<Settings> = {
  hosts: readBack.hosts,
  urlSetting: 'apiUrl',
  intervalMs: readBack.intervalMs,
  // What it could not deliver is gone.
  reconciled: true,
  access: (settings) => readBack.access(settings),
  first: ({ from, to }, { listCalls }) => {
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), after: '0' };
    return ['deals', 'leads', ...(listCalls === true ? ['calls'] : [])].map((list) => ({ list, params: range }));
  },
  question: ({ list, params }, { apiUserId = '', apiToken = '' }) => {
    const secret = [apiUserId, apiToken].map(encodeURIComponent).join('/');
    return {
      method: 'POST',
      path: `/rest/${secret}/${lookUp(LIST_METHODS, list) ?? ''}.json`,
      contentType: 'application/json',
      body: JSON.stringify(listBody(list, params)),
    };
  },
  judge: ({ list, params }, { status, tree }) => {
    const result = nodeAt(tree, 'result');
    if (status !== 200 || !Array.isArray(result)) return null;
    const found = itemsOf(result);
    if (found.length === 0) return { kind: 'step', next: [] };
    if (list === 'contacts') return { kind: 'page', next: [], items: 0 };
    const ids = [...new Set(found.map((one) => named(textAt(one, 'CONTACT_ID'), undefined)))].filter(
      (contactId) => contactId !== undefined,
    );
    const next: ListRequest[] = ids.length === 0 ? [] : [{ list: 'contacts', params: { ids: ids.join(',') } }];
    const after = textAt(found.at(-1), 'ID');
    if (after !== null && found.length >= PAGE) next.push({ list, params: { ...params, after } });
    return { kind: 'page', next, items: found.length };
  },
  translate: ({ list }, body, context) =>
    translatePage(body, 'result', list, (entity) => listedEntity(list, entity, context)),
};

function listBody(list: string, params: ListRequest['params']): object {
  if (list === 'contacts') {
    const filter = { '@ID': (params['ids'] ?? '').split(',') };
    return { filter, select: ['ID', 'NAME', 'LAST_NAME', 'DATE_MODIFY', 'PHONE', 'EMAIL'], order: { ID: 'ASC' } };
  }
  const { from, to, after = '0' } = params;
  if (list === 'calls') {
    return { FILTER: { '>=CALL_START_DATE': from, '<=CALL_START_DATE': to, '>ID': after }, SORT: 'ID', ORDER: 'ASC' };
  }
  return {
    filter: { '>=DATE_MODIFY': from, '<=DATE_MODIFY': to, '>ID': after },
    // Fields of several values only come when they are named.
    select: ['*', 'UF_*', ...(list === 'leads' ? ['PHONE', 'EMAIL'] : [])],
    order: { ID: 'ASC' },
    // Nothing is counted: the order by ids makes that needless, and it takes the portal long.
    start: -1,
  };
}

/** The same as what is read back, and of a deal when it came to its stage, which is when it was won. */
function listedEntity(list: string, entity: Tree, context: Context): Translation {
  if (list === 'calls') return callEnded(entity, context, 'listed');
  const entityId = textAt(entity, 'ID');
  if (!isMap(entity) || entityId === null) return rejected('missing_field', 'ID');
  if (list === 'leads') return leadAsRead(entityId, entity, context);
  if (list === 'contacts') return contactAsRead(entityId, entity, context);
  const deal = dealAsRead(entityId, entity, null, context);
  const [moved, stage] = [textAt(entity, 'MOVED_TIME'), textAt(entity, 'STAGE_ID')];
  const moment = localMoment(moved, context.timeZone);
  const status = statusOf(textAt(entity, 'STAGE_SEMANTIC_ID'), stage);
  if (deal.kind === 'rejected' || moved === null || moment === null || stage === null || !status || status === 'open') {
    return deal;
  }
  const head: Head = { key: naturalKey('deal', entityId, 'stage', stage, moved), moment };
  const reached = { status, stage: lookUp(context.settings.stageMap, stage) ?? stage };
  return { ...deal, events: [dealEvent(context, head, entityId, reached), ...deal.events] };
}

export const bitrix24: Provider<Settings> = {
  name: 'bitrix24',
  role: 'crm',
  revision: 1,
  settingsSchema,
  verify,
  readBack,
  lists,
  translate(request, context) {
    const read = readParameters(request);
    if (read.kind === 'unreadable') return rejected(read.reason, read.detail);
    const event = textAt(read.tree, 'event')?.toUpperCase();
    if (event === undefined) return rejected('missing_field', 'event');
    const { memberId } = context.settings;
    if (memberId !== undefined && textAt(read.tree, 'auth', 'member_id') !== memberId) {
      return rejected('wrong_account', 'auth[member_id] is not the configured one');
    }
    return translateEvent(event, read.tree, context);
  },
};

function verify(request: WebhookRequest, settings: Settings): Verification {
  const expected = settings.applicationToken ?? settings.secret;
  if (expected === undefined) return { kind: 'ok' };
  const read = readParameters(request);
  const sent = read.kind === 'read' ? textAt(read.tree, 'auth', 'application_token') : null;
  const detail = 'auth[application_token] is another, or missing';
  return equalSecret(sent, expected) ? { kind: 'ok' } : { kind: 'wrong_signature', detail };
}

/** Events that say nothing of who asked or bought, by how their names begin. */
const UNUSED =
  /^(ONCRM(DYNAMICITEM|ACTIVITY|TIMELINE|QUOTE|INVOICE|PRODUCT|ADDRESS|REQUISITE|CURRENCY)|ONVOXIMPLANT|ONAPP)/;

function translateEvent(event: string, body: TreeMap, context: Context): Translation {
  if (event === 'ONVOXIMPLANTCALLEND') return callEnded(nodeAt(body, 'data'), context, 'end');
  const [, kind = '', action = ''] =
    /^ONCRM(DEAL|LEAD|CONTACT|COMPANY)(ADD|UPDATE|DELETE|MOVETOCATEGORY)$/.exec(event) ?? [];
  if (kind === '') return UNUSED.test(event) ? ignored('not_used', event) : rejected('unknown_event', event);
  const fields = nodeAt(body, 'data', 'FIELDS');
  const entityId = textAt(fields, 'ID');
  const ts = textAt(body, 'ts');
  const moment = unixMoment(ts);
  if (entityId === null) return rejected('missing_field', 'data[FIELDS][ID]');
  if (ts === null || moment === null) return rejected(ts === null ? 'missing_field' : 'bad_value', 'ts');
  const said = { kind: kind.toLowerCase(), action: action.toLowerCase(), entityId, fields, ts, moment };
  switch (said.kind) {
    case 'deal':
      return dealSaid(said, context);
    case 'lead':
      return leadSaid(said, context);
    case 'contact':
      return action === 'DELETE' ? ignored('not_used', subjectOf(said), moment.at) : asked(said, context);
    default:
      return ignored('company', subjectOf(said), moment.at);
  }
}

/** A thin message: which entity, what became of it, and when the portal's queue sent it (not when it happened). */
interface Said {
  readonly kind: string;
  readonly action: string;
  readonly entityId: string;
  readonly fields: Tree;
  readonly ts: string;
  readonly moment: Moment;
}

const subjectOf = ({ kind, entityId, action }: Said): string => `${kind}/${entityId}/${action}`;

function asked(
  said: Said,
  context: Context,
  draft: Draft = emptyDraft(),
  thin: Draft['readBacks'][number]['thin'] = null,
) {
  const { kind, entityId, moment } = said;
  if (readBack.access(context.settings) !== null) draft.readBacks.push({ entity: kind, id: entityId, thin });
  else draft.ignored.push({ reason: 'read_back_not_configured', subject: subjectOf(said), at: moment.at });
  return translated(draft);
}

/** An update alone says nothing; a new deal at least that there is one, a deleted one that there is none. */
function dealSaid(said: Said, context: Context): Translation {
  const { action, entityId, ts, moment } = said;
  const draft = emptyDraft();
  if (action === 'movetocategory') return dealMoved(said, context);
  if (action === 'update') return asked(said, context);
  const head: Head = { key: naturalKey('deal', entityId, action, ts), moment };
  draft.events.push(dealEvent(context, head, entityId, { deleted: action === 'delete' }));
  return action === 'delete' ? translated(draft) : asked(said, context, draft);
}

function dealMoved(said: Said, context: Context): Translation {
  const { entityId, fields, ts, moment } = said;
  const [category, stage] = [textAt(fields, 'CATEGORY_ID'), textAt(fields, 'STAGE_ID')];
  if (category === null || stage === null) return rejected('missing_field', 'CATEGORY_ID or STAGE_ID');
  const status = statusOf(null, stage);
  const event = dealEvent(
    context,
    { key: naturalKey('deal', entityId, 'move', category, stage, ts), moment },
    entityId,
    {
      stage: lookUp(context.settings.stageMap, stage) ?? stage,
      pipeline: lookUp(context.settings.pipelineMap, category) ?? category,
      ...(status === undefined ? {} : { status }),
    },
  );
  return asked(said, context, { ...emptyDraft(), events: [event] }, { event, state: stage });
}

/** A deleted lead was none: nobody's enquiry any more, though what it joined stays joined. */
function leadSaid(said: Said, context: Context): Translation {
  if (said.action !== 'delete') return asked(said, context);
  const { entityId, ts, moment } = said;
  const head: Head = { key: naturalKey('lead', entityId, 'delete', ts), moment };
  return translated({
    events: [markEvent(context, head, leadOf(entityId, context), { spam: true, quality: 'deleted' })],
  });
}

/** A lead is known by its number, as an enquiry and as a contact of its own. */
const leadOf = (leadId: string, context: Context): string => publicId(context, naturalKey('lead', leadId));

/** `CALL_TYPE`: 1 outgoing, 2 incoming, 3 incoming and redirected, 4 callback, 5 an announcement. */
const DIRECTIONS: Readonly<Record<string, 'in' | 'out'>> = { 1: 'out', 2: 'in', 3: 'in', 4: 'out', 5: 'out' };

/** What may differ between two readings of a call in the history, whose names are those of the event. */
const CALL_FIELDS = [
  ...['CALL_TYPE', 'CALL_START_DATE', 'CALL_FAILED_CODE', 'CALL_DURATION', 'CALL_RECORD_URL'],
  ...['PORTAL_NUMBER', 'PORTAL_USER_ID', 'PHONE_NUMBER'],
];

/** `told`: by the event at the end of a call, or by the history, which the end is written to. */
function callEnded(data: Tree, context: Context, told: 'end' | 'listed'): Translation {
  const callId = textAt(data, 'CALL_ID');
  if (callId === null) return rejected('missing_field', 'data[CALL_ID]');
  const moment = localMoment(textAt(data, 'CALL_START_DATE'), context.timeZone);
  if (moment === null) return rejected('bad_value', 'data[CALL_START_DATE]');
  const direction = lookUp(DIRECTIONS, textAt(data, 'CALL_TYPE') ?? '');
  if (direction === undefined) return rejected('bad_value', 'data[CALL_TYPE]');
  const code = textAt(data, 'CALL_FAILED_CODE');
  const answered = code === '200';
  const duration = Number(textAt(data, 'CALL_DURATION') ?? NaN);
  const talked = answered && Number.isFinite(duration) ? Math.round(duration) : null;
  const said =
    told === 'end'
      ? []
      : [
          saidPart(
            context,
            CALL_FIELDS.map((field) => textAt(data, field)),
          ),
        ];
  const head: Head = { key: naturalKey('call', callId, told, ...said), moment, extra: { failed_code: code } };
  return translated({
    events: [
      callEvent(context, head, callId, {
        direction,
        answered,
        talkSeconds: answered ? talked : 0,
        line: lineOf(context, textAt(data, 'PORTAL_NUMBER')),
        recordingUrl: textAt(data, 'CALL_RECORD_URL'),
        manager: named(textAt(data, 'PORTAL_USER_ID'), context.settings.managers) ?? null,
        personal: personalOf(context, { phone: textAt(data, 'PHONE_NUMBER') }),
      }),
    ],
  });
}

/** `0` and an empty text are Bitrix24's nobody and nothing. */
function named(entityId: string | null, map: Readonly<Record<string, string>> | undefined): string | undefined {
  return entityId === null || entityId === '0' ? undefined : (lookUp(map, entityId) ?? entityId);
}

/** By the stage's group where it is said (`S` success, `F` failure, `P` in work), else by the names of the usual stages. */
function statusOf(semantic: string | null, stage: string | null): 'open' | 'won' | 'lost' | undefined {
  const said = lookUp({ S: 'won', F: 'lost', P: 'open' } as const, semantic ?? '');
  if (said !== undefined || stage === null) return said;
  const name = stage.replace(/^C\d+:/, '');
  return name === 'WON' ? 'won' : name === 'LOSE' || name === 'APOLOGY' ? 'lost' : 'open';
}

/** The deal as the portal has it now: its state since `DATE_MODIFY`, its contact, and a word on the message that made us ask. */
function dealAsRead(
  dealId: string,
  entity: TreeMap,
  thin: Draft['readBacks'][number]['thin'],
  context: Context,
): Translation {
  const modified = textAt(entity, 'DATE_MODIFY');
  const moment = localMoment(modified, context.timeZone);
  if (modified === null || moment === null) return rejected('bad_value', `deal/${dealId}: DATE_MODIFY`);
  const stated = dealState(entity, context);
  if (stated === null) return rejected('bad_value', `deal/${dealId}: OPPORTUNITY is no amount`);
  const head: Head = {
    key: naturalKey('deal', dealId, 'read', modified),
    moment,
    filled: currencyFilled(entity, stated),
  };
  const draft = emptyDraft();
  const clientIds = clientIdsOfMeanings(meaningsIn(entity, context));
  draft.events.push(dealEvent(context, head, dealId, { clientIds, ...stated }));
  const contactId = named(textAt(entity, 'CONTACT_ID'), undefined);
  if (contactId !== undefined) {
    const link: Head = { key: naturalKey('link', dealId, contactId, modified), moment };
    draft.events.push(dealEvent(context, link, dealId, { crmContactId: publicId(context, contactId) }));
    draft.readBacks.push({ entity: 'contact', id: contactId, thin: null });
  }
  // A message is dated by its sending, so one that came late would undo a newer stage: where the deal has not changed
  // since before that and stands elsewhere, the message is withdrawn.
  const stale = thin !== null && moment.at <= thin.event.occurredAt && textAt(entity, 'STAGE_ID') !== thin.state;
  if (stale) draft.events.push({ ...thin.event, generation: context.generation, retracted: true });
  return translated(draft);
}

type DealState = Partial<Omit<DealEvent, 'type' | 'dealId'>>;

/** Null when an amount is none. */
function dealState(entity: TreeMap, context: Context): DealState | null {
  const { settings } = context;
  const meanings = meaningsIn(entity, context);
  const currency = textAt(entity, 'CURRENCY_ID') ?? context.currency;
  const amount = statedAmount(textAt(entity, 'OPPORTUNITY'), currency);
  const costOfGoods = statedAmount(meanings.get('cost_of_goods') ?? null, currency);
  if (amount === null || costOfGoods === null) return null;
  const stage = textAt(entity, 'STAGE_ID');
  const leadId = named(textAt(entity, 'LEAD_ID'), undefined);
  const state: Record<string, unknown> = {
    deleted: false,
    status: statusOf(textAt(entity, 'STAGE_SEMANTIC_ID'), stage),
    stage: stage === null ? undefined : (lookUp(settings.stageMap, stage) ?? stage),
    amount,
    costOfGoods,
    // The common pipeline is number 0.
    pipeline:
      lookUp(settings.pipelineMap, textAt(entity, 'CATEGORY_ID') ?? '') ?? textAt(entity, 'CATEGORY_ID') ?? undefined,
    manager: named(textAt(entity, 'ASSIGNED_BY_ID'), settings.managers),
    department: meanings.get('department'),
    reason: meanings.get('reason'),
    createdAt: localMoment(textAt(entity, 'DATE_CREATE'), context.timeZone)?.at,
    enquiryId: meanings.get('enquiry_id') ?? (leadId === undefined ? undefined : leadOf(leadId, context)),
    statedOrigin: originOfMeanings(meanings) ?? undefined,
    visitorId: meanings.get('visitor_id'),
  };
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}

const currencyFilled = (entity: TreeMap, { amount }: DealState): string[] =>
  amount && textAt(entity, 'CURRENCY_ID') === null ? ['currency'] : [];

/** Meaning -> first value, of every field that means something: `UTM_SOURCE` and its like, and mapped `UF_CRM_...`. */
function meaningsIn(entity: TreeMap, { settings }: Context): Meanings {
  const meanings = new Map<string, string>();
  for (const [field, value] of Object.entries(entity)) {
    const meaning = meaningOf([field], settings.fieldMap);
    const text = textAt([Array.isArray(value) ? (value[0] as Tree) : value], '0');
    if (meaning !== undefined && text !== null && !meanings.has(meaning)) meanings.set(meaning, text);
  }
  return meanings;
}

/**
 * A lead is an enquiry at its creation, by a contact of its own number. Only what does not change stands in it, for of
 * two contents of one moment nobody could say which is newer; phones and the real contact are joined to the number.
 */
function leadAsRead(leadId: string, entity: TreeMap, context: Context): Translation {
  const [created, modified] = ['DATE_CREATE', 'DATE_MODIFY'].map((name) => textAt(entity, name));
  const [moment, changed] = [created, modified].map((text) => localMoment(text ?? null, context.timeZone));
  if (!modified || !moment || !changed) return rejected('bad_value', `lead/${leadId}: DATE_CREATE or DATE_MODIFY`);
  const lead = leadOf(leadId, context);
  const draft = emptyDraft();
  const isOfCall = textAt(entity, 'SOURCE_ID') === 'CALL' && context.settings.callLeads !== true;
  if (isOfCall) draft.ignored.push({ reason: 'lead_of_call', subject: `lead/${leadId}`, at: moment.at });
  else draft.events.push(enquiryOf(leadId, lead, moment, entity, context));
  draft.events.push(...identifications(['lead', leadId, modified], changed, entity, lead, context));
  const contactId = named(textAt(entity, 'CONTACT_ID'), undefined);
  if (contactId !== undefined) draft.readBacks.push({ entity: 'contact', id: contactId, thin: null });
  const { spamStatuses } = context.settings;
  if (spamStatuses !== undefined && !isOfCall) {
    const spam = spamStatuses.includes(textAt(entity, 'STATUS_ID') ?? '');
    const head: Head = { key: naturalKey('lead', leadId, 'mark', modified), moment: changed };
    draft.events.push(markEvent(context, head, lead, { spam }));
  }
  return translated(draft);
}

function enquiryOf(leadId: string, lead: string, moment: Moment, entity: TreeMap, context: Context): EnquiryEvent {
  const meanings = meaningsIn(entity, context);
  return enquiryEvent(
    context,
    { key: naturalKey('lead', leadId), moment },
    {
      kind: kindOf(textAt(entity, 'SOURCE_ID') ?? ''),
      crmContactId: lead,
      visitorId: meanings.get('visitor_id') ?? null,
      statedOrigin: originOfMeanings(meanings),
      clientIds: clientIdsOfMeanings(meanings),
    },
  );
}

/** The kind of an enquiry by the usual sources of leads. */
function kindOf(source: string): EnquiryEvent['kind'] {
  if (source === 'CALLBACK' || source === 'CALL') return 'callback';
  if (source === 'STORE') return 'order';
  return /OPENLINE|CHAT|BOT/.test(source) ? 'chat' : 'form';
}

function contactAsRead(contactId: string, entity: TreeMap, context: Context): Translation {
  const modified = textAt(entity, 'DATE_MODIFY');
  const moment = localMoment(modified, context.timeZone);
  if (modified === null || moment === null) return rejected('bad_value', `contact/${contactId}: DATE_MODIFY`);
  const contact = publicId(context, contactId);
  const events = identifications(['contact', contactId, 'read', modified], moment, entity, contact, context);
  return events.length > 0 ? translated({ events }) : ignored('nothing_stated', `contact/${contactId}`, moment.at);
}

/** Each phone and email of a contact or lead, joined to it. */
function identifications(
  key: readonly string[],
  moment: Moment,
  entity: TreeMap,
  crmContactId: string,
  context: Context,
) {
  const valuesOf = (field: string): (string | null)[] =>
    itemsOf(nodeAt(entity, field))
      .map((value) => textAt(value, 'VALUE'))
      .filter((text) => text !== null);
  const [phones = [], emails = []] = ['PHONE', 'EMAIL'].map(valuesOf);
  const name = [textAt(entity, 'NAME'), textAt(entity, 'LAST_NAME')].filter((part) => part !== null).join(' ') || null;
  return Array.from({ length: Math.max(phones.length, emails.length) }, (_, index) =>
    identifyEvent(
      context,
      { key: naturalKey(...key, String(index)), moment },
      {
        crmContactId,
        personal: personalOf(context, { phone: phones[index] ?? null, email: emails[index] ?? null, name }),
      },
    ),
  );
}
