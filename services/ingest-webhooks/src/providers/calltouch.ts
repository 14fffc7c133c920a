/**
 * Calltouch: calls and requests, GET or POST, flat parameters (providers.md, A3). The set of parameters is chosen by
 * the user, so every one of them may be missing; the only authentication is the secret of our own URL. History is read by
 * the journal of calls (`calls-diary/calls` of the vendor's document; the names of its fields as programs of others use
 * them, so all of them may be missing; the journal of requests is another, not read here).
 */
import type { WebhookRequest } from '@throughline/events';
import { z } from 'zod';
import {
  callEvent,
  clientIdsOf,
  enquiryEvent,
  lineOf,
  personalOf,
  statedOriginOf,
  type Head,
} from '../provider/build-event.ts';
import { localDate } from '../provider/calendar.ts';
import { dayWindows } from '../provider/day-windows.ts';
import type { ListPort } from '../provider/list-port.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey, receiptPart } from '../provider/natural-key.ts';
import type { Provider, TranslationContext } from '../provider/provider.ts';
import { translatePage } from '../provider/translate-page.ts';
import { ignored, rejected, translated, type Translation } from '../provider/translation.ts';
import { localMoment, receiptMoment, unixMoment, type Moment } from '../wire/moment.ts';
import { readParameters } from '../wire/read-parameters.ts';
import { firstText, itemsOf, nodeAt, textAt, type Tree, type TreeMap, treeMap } from '../wire/tree.ts';

const settingsSchema = z.object({
  /** For reading history: number of the site, the token of the API, and its address where it is not the usual one. */
  siteId: z.coerce.string().optional(),
  apiToken: z.string().min(1).optional(),
  apiUrl: z.url().optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

/** Calls of one answer. */
const PAGE = 200;
/** The journal gives at most 90 days. */
const WINDOWS = dayWindows(7);

/** The journal of calls, week by week, page by page. A call is kept with what a webhook says and more. */
const lists: ListPort<Settings> = {
  hosts: /^api(?:-node\d+)?\.calltouch\.ru$/,
  urlSetting: 'apiUrl',
  intervalMs: 500,
  reconciled: false,
  access: ({ siteId, apiToken, apiUrl = 'https://api.calltouch.ru' }) =>
    siteId === undefined || apiToken === undefined ? null : { baseUrl: apiUrl, authorization: null },
  first: ({ from, to, timeZone }) => [WINDOWS.first('calls', localDate(from, timeZone), localDate(to, timeZone))],
  question: (request, { siteId = '', apiToken = '' }) => {
    const { from, to, page } = WINDOWS.asked(request);
    const query = new URLSearchParams({
      clientApiId: apiToken,
      dateFrom: slashed(from),
      dateTo: slashed(to),
      page,
      limit: String(PAGE),
    });
    return {
      method: 'GET',
      path: `/calls-service/RestAPI/${encodeURIComponent(siteId)}/calls-diary/calls?${query.toString()}`,
    };
  },
  judge: (request, { status, tree }) => {
    const records = nodeAt(tree, 'records');
    if (status !== 200 || !Array.isArray(records)) return null;
    const after = WINDOWS.after(request, Number(textAt(tree, 'pageTotal') ?? 1));
    const items = itemsOf(records).length;
    return items === 0 ? { kind: 'step', ...after } : { kind: 'page', ...after, items };
  },
  translate: ({ list }, body, context) =>
    translatePage(body, 'records', list, (record) => {
      const fields = statedFields(inTheWordsOfWebhooks(record));
      return firstText(fields, 'id') === null
        ? rejected('missing_field', 'callId')
        : translateCall(fields, false, { receivedAt: context.receivedAt }, context);
    }),
};

/** Fields of the journal by their names in webhooks. */
const JOURNAL: Readonly<Record<string, string>> = {
  callId: 'id',
  callerNumber: 'callerphone',
  phoneNumber: 'phonenumber',
  timestamp: 'timestamp',
  duration: 'duration',
  waitingConnect: 'waiting_time',
  source: 'source',
  medium: 'medium',
  utmSource: 'utm_source',
  utmMedium: 'utm_medium',
  utmCampaign: 'utm_campaign',
  utmTerm: 'utm_term',
  utmContent: 'utm_content',
  keyword: 'keyword',
  url: 'url',
  ref: 'ref',
  city: 'city',
  ctClientId: 'ctClientId',
  yaClientId: 'yaClientId',
};

function inTheWordsOfWebhooks(record: Tree): TreeMap {
  const fields = treeMap();
  for (const [name, webhookName] of Object.entries(JOURNAL)) fields[webhookName] = textAt(record, name);
  const [, day, month, year, time] = /^(\d{2})\/(\d{2})\/(\d{4}) (.*)$/.exec(textAt(record, 'date') ?? '') ?? [];
  fields['calltime'] = time === undefined ? textAt(record, 'date') : `${year}-${month}-${day} ${time}`;
  const successful = textAt(record, 'successful');
  if (successful !== null) fields['status'] = successful === 'true' ? 'successful' : 'unsuccessful';
  fields['unique'] = textAt(record, 'uniqueCall');
  fields['callphase'] = LISTED;
  return fields;
}

/** `YYYY-MM-DD` -> `DD/MM/YYYY`. */
const slashed = (date: string): string => date.split('-').reverse().join('/');

export const calltouch: Provider<Settings> = {
  name: 'calltouch',
  role: 'call_tracking',
  revision: 1,
  settingsSchema,
  lists,
  translate(request, context) {
    const read = readParameters(request);
    if (read.kind === 'unreadable') return rejected(read.reason, read.detail);
    const fields = statedFields(read.tree);
    const test = IDENTIFYING.some((name) => isPlaceholder(firstText(read.tree, name)));
    return firstText(fields, 'leadtype') === 'request'
      ? translateRequest(fields, test, request, context)
      : translateCall(fields, test, request, context);
  },
};

/** What Calltouch writes where it knows nothing. */
const MARKERS = new Set(['<не указано>', '<не заполнено>', '(not set)', '(none)']);
/** The test button leaves these unexpanded; elsewhere a `{placeholder}` is only a misspelt parameter, so absent. */
const IDENTIFYING = ['id', 'callerphone', 'phonenumber', 'calltime'];

function isPlaceholder(text: string | null): boolean {
  return text !== null && /^\{[\w.-]+\}$/.test(text);
}

function statedFields(tree: TreeMap): TreeMap {
  const fields = treeMap();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value !== 'string' || MARKERS.has(value.trim()) || isPlaceholder(value.trim())) continue;
    fields[name] = value;
  }
  return fields;
}

/** The phase of what the journal says. */
const LISTED = 'listed';

/**
 * Phases of one call share its time, so their order is the order of their keys: later phases must sort later for the
 * last stated value to count. An unknown phase, or none, sorts first.
 */
const PHASE_RANK: Readonly<Record<string, number>> = {
  callconnecting: 1,
  callconnected: 2,
  calldisconnected: 3,
  calllost: 3,
  callcompleted: 4,
  listed: 5,
};

/** What of a request says when it came. */
type Received = Pick<WebhookRequest, 'receivedAt'>;

function translateCall(fields: TreeMap, test: boolean, request: Received, context: Context): Translation {
  const moment = momentOf(fields, ['calltime'], request, context);
  if (moment === null) return rejected('bad_value', 'calltime or timestamp is no time');
  const callId = callIdOf(fields, test, request, context);
  if (callId === null) return rejected('missing_field', 'nothing says which call: no id, callerphone or phonenumber');
  const phase = firstText(fields, 'callphase') ?? '';
  const head: Head = {
    key: naturalKey(callId, `${lookUp(PHASE_RANK, phase) ?? 0}${phase}`),
    moment,
    test,
    extra: {
      phase: phase === '' ? null : phase,
      city: firstText(fields, 'city'),
      unique: firstText(fields, 'unique'),
      status: firstText(fields, 'status'),
    },
  };
  const caller = firstText(fields, 'callerphone');
  const over = isOver(phase);
  return translated({
    events: [
      callEvent(context, head, callId, {
        direction: 'in',
        line: lineOf(context, firstText(fields, 'phonenumber')),
        answered: over ? answeredOf(fields, phase) : null,
        waitSeconds: over ? secondsOf(fields, 'waiting_time') : null,
        talkSeconds: over ? secondsOf(fields, 'duration') : null,
        recordingUrl: firstText(fields, 'reclink'),
        statedOrigin: originOf(fields),
        clientIds: clientIds(fields),
        personal: personalOf(context, { phone: caller }),
      }),
    ],
  });
}

function isOver(phase: string): boolean {
  return phase !== 'callconnecting' && phase !== 'callconnected';
}

/** `successful` and `unsuccessful` are said of the call; without them a call that lasted was answered. */
function answeredOf(fields: TreeMap, phase: string): boolean | null {
  const status = firstText(fields, 'status');
  if (status === 'successful') return true;
  if (status === 'unsuccessful' || phase === 'calllost') return false;
  const duration = secondsOf(fields, 'duration');
  return duration === null ? null : duration > 0;
}

/** `id` when the user selected it, else a name for what identifies a call: its texts as sent, never normalised. */
function callIdOf(fields: TreeMap, test: boolean, request: Received, context: Context): string | null {
  const id = firstText(fields, 'id');
  if (id !== null) return id;
  const caller = firstText(fields, 'callerphone') ?? '';
  const line = firstText(fields, 'phonenumber') ?? '';
  if (caller === '' && line === '' && !test) return null;
  const time = firstText(fields, 'calltime') ?? firstText(fields, 'timestamp');
  return context.pseudonym(naturalKey(caller, line, time ?? receiptPart(request.receivedAt)));
}

function translateRequest(fields: TreeMap, test: boolean, request: WebhookRequest, context: Context): Translation {
  const moment = momentOf(fields, ['requesttime', 'calltime', 'date'], request, context);
  if (moment === null) return rejected('bad_value', 'the time of the request is no time');
  const phone = firstText(fields, 'callerphone', 'phone');
  const email = firstText(fields, 'email');
  const origin = originOf(fields);
  const ids = clientIds(fields);
  const nobody = phone === null && email === null && Object.keys(ids).length === 0;
  if (nobody && !test) return ignored('nothing_stated', 'request', moment.at);
  const id = firstText(fields, 'id');
  const time = firstText(fields, 'requesttime', 'calltime', 'date', 'timestamp') ?? receiptPart(request.receivedAt);
  // Calls and requests count their ids apart, and a call's enquiry bears the call's id: the prefix keeps them apart.
  const key = `request-${id ?? context.pseudonym(naturalKey(phone ?? '', email ?? '', time))}`;
  const head: Head = { key, moment, test, extra: { city: firstText(fields, 'city') } };
  const name = firstText(fields, 'fio', 'name');
  return translated({
    events: [
      enquiryEvent(context, head, {
        kind: 'form',
        statedOrigin: origin,
        clientIds: ids,
        personal: personalOf(context, { phone, email, name }),
      }),
    ],
  });
}

/** `timestamp` is exact; the other times are local to the project. Null when a time is stated but is none. */
function momentOf(fields: TreeMap, local: readonly string[], request: Received, context: Context): Moment | null {
  const unix = firstText(fields, 'timestamp');
  if (unix !== null) return unixMoment(unix) ?? localMoment(unix, context.timeZone);
  const text = firstText(fields, ...local);
  if (text === null) return receiptMoment(request.receivedAt);
  return localMoment(text, context.timeZone) ?? unixMoment(text);
}

function secondsOf(fields: TreeMap, name: string): number | null {
  const text = firstText(fields, name);
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : null;
}

function originOf(fields: TreeMap): ReturnType<typeof statedOriginOf> {
  return statedOriginOf({
    source: firstText(fields, 'utm_source', 'source'),
    medium: firstText(fields, 'utm_medium', 'medium'),
    campaign: firstText(fields, 'utm_campaign'),
    term: firstText(fields, 'utm_term', 'keyword'),
    content: firstText(fields, 'utm_content'),
    clickId: clickIdOf(fields),
    landingUrl: firstText(fields, 'url'),
    referrer: firstText(fields, 'ref'),
  });
}

/** `name=value`, as a stated click id is told. */
function clickIdOf(fields: TreeMap): string | null {
  const name = ['yclid', 'gclid', 'ysclid'].find((parameter) => firstText(fields, parameter) !== null);
  return name === undefined ? null : `${name}=${firstText(fields, name) ?? ''}`;
}

function clientIds(fields: TreeMap): Record<string, string> {
  return clientIdsOf({
    calltouch: firstText(fields, 'ctClientId'),
    ym_uid: firstText(fields, 'yaClientId'),
    ga: firstText(fields, 'gcid'),
  });
}
