import type { DealEvent, Event, StatedOrigin } from '@throughline/events';
import {
  callEvent,
  clientIdsOf,
  dealEvent,
  enquiryEvent,
  identifyEvent,
  lineOf,
  personalOf,
  publicId,
  statedOriginOf,
  type Head,
} from '../provider/build-event.ts';
import { naturalKey, receiptPart } from '../provider/natural-key.ts';
import type { TranslationContext } from '../provider/provider.ts';
import { statedAmount } from '../provider/stated-amount.ts';
import { emptyDraft, rejected, translated, type Draft, type Translation } from '../provider/translation.ts';
import { receiptMoment } from '../wire/moment.ts';
import type { Tree } from '../wire/tree.ts';
import {
  mapFields,
  nodeBy,
  placeOf,
  pointerTo,
  scopesIn,
  textBy,
  textOf,
  type MappedValues,
  type Scope,
} from './map-fields.ts';
import type { MappingRule } from './mapping-schema.ts';

type Context = TranslationContext<unknown>;

/** The events that the rules of a mapping make of a payload. One bad item never hides its neighbours. */
export function applyMapping(rules: readonly MappingRule[], payload: Tree, context: Context): Translation {
  const draft = emptyDraft();
  let applied = 0;
  rules.forEach((rule, index) => {
    // A list is looked for only in a payload the rule is for.
    if (!applies(rule, { root: payload, item: payload, at: '' }, (path) => path.startsWith('^'))) return;
    const pointer = `/mapping/${index}`;
    const scopes = itemsFor(rule, payload);
    if (scopes === null) {
      draft.rejected.push({
        pointer: `${pointer}/each`,
        field: pointerTo(rule.each ?? '', { at: '' }),
        reason: 'missing_field',
        detail: `the payload has no list at ${rule.each ?? ''}`,
      });
      return;
    }
    for (const scope of scopes.filter((one) => applies(rule, one))) {
      applied += 1;
      applyRule(rule, scope, pointer, context, draft);
    }
  });
  if (applied === 0 && draft.rejected.length === 0) return rejected('unknown_event', noRule(rules));
  return translated(draft);
}

/** A value that a condition looks at may be personal, so only its path is told. */
function noRule(rules: readonly MappingRule[]): string {
  const conditions = rules.map(({ when = {}, each }, index) => {
    const paths = [...Object.keys(when), ...(each === undefined ? [] : [`an item in ${each}`])];
    return `/mapping/${index} looks at ${paths.join(', ')}`;
  });
  return `no rule of the mapping applies: ${conditions.slice(0, 5).join('; ')}`;
}

/** Null when there is no list where the rule looks for one. */
function itemsFor({ each }: MappingRule, root: Tree): Scope[] | null {
  const whole = { root, item: root, at: '' };
  if (each === undefined) return [whole];
  const list = nodeBy(each, whole);
  return typeof list === 'object' && list !== null ? scopesIn(list, root, pointerTo(each, whole)) : null;
}

function applies({ when = {} }: MappingRule, scope: Scope, concerned = (_path: string) => true): boolean {
  const conditions = Object.entries(when).filter(([path]) => concerned(path));
  return conditions.every(([path, expected]) => {
    const text = textBy(path, scope);
    return text !== null && (Array.isArray(expected) ? expected.includes(text) : expected === text);
  });
}

function applyRule(rule: MappingRule, scope: Scope, pointer: string, context: Context, draft: Draft): void {
  const { values, wrong } = mapFields(rule, scope, pointer, context);
  const id = rule.id === undefined ? null : textOf(rule.id, scope);
  if (id?.kind === 'wrong') {
    const place = rule.id === undefined ? {} : placeOf(rule.id, scope);
    draft.rejected.push({ pointer: `${pointer}/id`, ...place, reason: id.reason, detail: id.detail });
  }
  draft.rejected.push(...wrong);
  if (wrong.length > 0 || id?.kind === 'wrong') return;
  const moment = values.times.get('at') ?? receiptMoment(context.receivedAt);
  const key = id?.kind === 'text' ? naturalKey(rule.type, id.text) : ownKey(rule, values, scope, context);
  const event = eventOf(rule.type, { key, moment }, values, context);
  if (typeof event === 'string') {
    const amount = rule.fields[event];
    draft.rejected.push({
      pointer: `${pointer}/fields/${event}`,
      ...(amount === undefined ? {} : placeOf(amount, scope)),
      reason: 'bad_value',
      detail: `no amount in ${currencyOf(values, context)}`,
    });
  } else draft.events.push(event);
}

/**
 * The natural key where the mapping names none: of a call or deal its id and the text of its time, so that its phases and
 * changes are told apart; of others the item itself, by a keyed name, for it may be personal.
 */
function ownKey({ type, fields }: MappingRule, { texts }: MappedValues, scope: Scope, context: Context): string {
  const subject = texts.get('call_id') ?? (type === 'deal' ? texts.get('deal_id') : undefined);
  if (subject === undefined) return naturalKey(type, context.pseudonym(JSON.stringify(scope.item)));
  const at = fields['at'] === undefined ? null : textOf(fields['at'], scope);
  return naturalKey(type, subject, at?.kind === 'text' ? at.text : receiptPart(context.receivedAt));
}

const currencyOf = ({ texts }: MappedValues, context: Context): string => texts.get('currency') ?? context.currency;

/** The event, or the name of the amount that is none. */
function eventOf(type: MappingRule['type'], head: Head, values: MappedValues, context: Context): Event | string {
  switch (type) {
    case 'call':
      return mappedCall(head, values, context);
    case 'enquiry':
      return mappedEnquiry(head, values, context);
    case 'deal':
      return mappedDeal(head, values, context);
    case 'identify':
      return identifyEvent(context, head, {
        ...personOf(values, context),
        withdraw: flag(values, 'withdraw') === true,
      });
  }
}

function mappedCall(head: Head, values: MappedValues, context: Context): Event {
  const { texts } = values;
  const direction = (texts.get('direction') ?? null) as 'in' | 'out' | null;
  const [theirs, ours] = direction === 'out' ? ['callee', 'caller'] : ['caller', 'callee'];
  return callEvent(context, head, texts.get('call_id') ?? '', {
    direction,
    line: lineOf(context, texts.get(ours) ?? null),
    answered: flag(values, 'answered'),
    waitSeconds: seconds(values, 'wait_seconds'),
    talkSeconds: seconds(values, 'talk_seconds'),
    manager: texts.get('manager') ?? null,
    visitorId: texts.get('visitor_id') ?? null,
    recordingUrl: texts.get('recording_url') ?? null,
    spam: flag(values, 'spam'),
    statedOrigin: originOf(values),
    clientIds: clientsOf(values),
    personal: personalOf(context, { phone: texts.get(theirs) ?? null }),
  });
}

function mappedEnquiry(head: Head, values: MappedValues, context: Context): Event | string {
  const { texts } = values;
  const currency = currencyOf(values, context);
  const value = statedAmount(texts.get('value') ?? null, currency);
  if (value === null) return 'value';
  const dealId = texts.get('deal_id');
  return enquiryEvent(
    context,
    { ...head, filled: filledBy(value !== undefined, values) },
    {
      kind: (texts.get('kind') ?? 'form') as 'form' | 'chat' | 'callback' | 'order',
      ...personOf(values, context),
      dealId: dealId === undefined ? null : publicId(context, dealId),
      manager: texts.get('manager') ?? null,
      spam: flag(values, 'spam'),
      value: value ?? null,
      statedOrigin: originOf(values),
      clientIds: clientsOf(values),
    },
  );
}

function mappedDeal(head: Head, values: MappedValues, context: Context): Event | string {
  const { texts, times } = values;
  const currency = currencyOf(values, context);
  const amount = statedAmount(texts.get('amount') ?? null, currency);
  const costOfGoods = statedAmount(texts.get('cost_of_goods') ?? null, currency);
  if (amount === null || costOfGoods === null) return amount === null ? 'amount' : 'cost_of_goods';
  const mergedInto = texts.get('merged_into');
  const enquiryId = texts.get('enquiry_id');
  const stated: Record<string, unknown> = {
    stage: texts.get('stage'),
    status: texts.get('status'),
    amount,
    costOfGoods,
    pipeline: texts.get('pipeline'),
    manager: texts.get('manager'),
    department: texts.get('department'),
    reason: texts.get('reason'),
    createdAt: times.get('created_at')?.at,
    // Another source's enquiry is named with its source.
    enquiryId:
      enquiryId === undefined || enquiryId.includes('/')
        ? enquiryId
        : publicId(context, naturalKey('enquiry', enquiryId)),
    deleted: flag(values, 'deleted') ?? undefined,
    mergedInto: mergedInto === undefined ? undefined : publicId(context, mergedInto),
    statedOrigin: originOf(values) ?? undefined,
  };
  const said: Partial<DealEvent> = Object.fromEntries(
    Object.entries(stated).filter(([, value]) => value !== undefined),
  );
  const filled = filledBy(amount !== undefined || costOfGoods !== undefined, values);
  const person = { ...personOf(values, context), clientIds: clientsOf(values) };
  return dealEvent(context, { ...head, filled }, texts.get('deal_id') ?? '', { ...person, ...said });
}

const filledBy = (hasAmount: boolean, { texts }: MappedValues): string[] =>
  hasAmount && !texts.has('currency') ? ['currency'] : [];

function flag({ texts }: MappedValues, name: string): boolean | null {
  const text = texts.get(name);
  return text === undefined ? null : text === 'true' || text === '1';
}

function seconds({ texts }: MappedValues, name: string): number | null {
  const text = texts.get(name);
  return text === undefined ? null : Math.round(Number(text));
}

function personOf({ texts }: MappedValues, context: Context) {
  const contactId = texts.get('crm_contact_id');
  return {
    visitorId: texts.get('visitor_id') ?? null,
    crmContactId: contactId === undefined ? null : publicId(context, contactId),
    personal: personalOf(context, {
      phone: texts.get('phone') ?? null,
      email: texts.get('email') ?? null,
      name: texts.get('name') ?? null,
    }),
  };
}

function originOf({ texts }: MappedValues): StatedOrigin | null {
  const said = (name: string): string | null => texts.get(name) ?? null;
  return statedOriginOf({
    ...{ source: said('utm_source'), medium: said('utm_medium'), campaign: said('utm_campaign') },
    ...{ term: said('utm_term'), content: said('utm_content'), adGroup: said('ad_group'), clickId: said('click_id') },
    ...{ landingUrl: said('landing_url'), referrer: said('referrer') },
  });
}

function clientsOf({ texts }: MappedValues): Record<string, string> {
  const ids = [...texts].filter(([name]) => name.startsWith('client:'));
  return clientIdsOf(Object.fromEntries(ids.map(([name, id]) => [name.slice('client:'.length), id])));
}
