import type { CallEvent, DealEvent, EnquiryEvent, Event, IdentifyEvent } from '@throughline/events';
import type { Outcome } from '../translator/translated-records.ts';

interface Reached {
  readonly source: string;
  readonly events: readonly Event[];
  readonly outcome: Outcome;
}

const iso = (at: number | null | undefined): string | undefined =>
  typeof at === 'number' ? new Date(at).toISOString().replace('.000Z', 'Z') : undefined;
const calls = ({ events }: Reached) => events.filter((event): event is CallEvent => event.type === 'call');
/** What the phases of a call say together: the last stated. */
const said = <Field extends keyof CallEvent>(reached: Reached, field: Field): CallEvent[Field] | null =>
  calls(reached).findLast((phase) => phase[field] !== null)?.[field] ?? null;
const caller = (r: Reached) => calls(r).findLast(({ personal }) => personal.phone !== null)?.personal.phone;
const enquiry = ({ events }: Reached) => events.find((event): event is EnquiryEvent => event.type === 'enquiry');
const deal = ({ events }: Reached) => events.find((event): event is DealEvent => event.type === 'deal');
const extra = ({ events }: Reached, name: string): unknown =>
  events.map((event) => (JSON.parse(event.extra ?? '{}') as Record<string, unknown>)[name]).findLast(Boolean);
const withoutSource = ({ source }: Reached, id: string | null | undefined) => id?.slice(`${source}/`.length);
/** A request that tells of a call's end may also date its beginning: it is about the last phase it tells of. */
const at = (r: Reached) => iso((calls(r).at(-1) ?? r.events[0])?.occurredAt ?? note(r)?.at);
/** What it was about: `<entity>/<id>/<action>...`. */
const subject = ({ events, outcome }: Reached): string[] =>
  (events[0]?.key ?? outcome.ignored[0]?.subject ?? '').split('/');
const note = ({ outcome }: Reached) => outcome.ignored.find(({ reason }) => reason === 'note');

/** How each fact of the samples' `expect` shows in what we made of them. */
const FACTS: Readonly<Record<string, (reached: Reached) => unknown>> = {
  caller_e164: (r) => caller(r),
  client_e164: (r) => caller(r),
  tracking_e164: (r) => said(r, 'line'),
  status: (r) => {
    if (said(r, 'answered') === true) return 'answered';
    if (extra(r, 'voicemail') === 'true') return 'voicemail';
    return said(r, 'direction') === 'out' ? 'busy_or_missed' : 'missed';
  },
  direction: (r) => ({ in: 'inbound', out: 'outbound' })[said(r, 'direction') ?? 'in'],
  // A message on the machine lasts, but is no talk.
  duration_s: (r) => said(r, 'talkSeconds') || Number(extra(r, 'duration') ?? 0),
  wait_s: (r) => said(r, 'waitSeconds'),
  entry_id: (r) => withoutSource(r, said(r, 'callId')),
  attaches_to_entry: (r) => withoutSource(r, said(r, 'callId')),
  attaches_to_call: (r) => withoutSource(r, said(r, 'callId')),
  sequence: (r) => Number(extra(r, 'sequence')),
  seq: (r) => Number(extra(r, 'seq')),
  calltracking: (r) => extra(r, 'call_tracking'),
  external_id: (r) =>
    withoutSource(
      r,
      said(r, 'callId') ??
        r.events.find((e): e is IdentifyEvent => e.type === 'identify')?.crmContactId ??
        deal(r)?.dealId ??
        enquiry(r)?.id.replace('/form-', '/'),
    ) ?? subject(r)[1],
  legacy_id: (r) => extra(r, 'legacy_id'),
  kind: (r) => (extra(r, 'phase') === 'modified' ? 'update_of_existing_call' : extra(r, 'phase')),
  must_not_create_second_call: (r) => new Set(calls(r).map(({ callId }) => callId)).size === 1,
  changes: (r) => String(extra(r, 'changes')).split(','),
  value: (r) => Number(extra(r, 'value')),
  click_ids: (r) => Object.fromEntries([(said(r, 'statedOrigin')?.clickId ?? '').split('=')]) as object,
  phone_e164_if_region_us: (r) => enquiry(r)?.personal.phone,
  occurred_at: at,
  // The samples' workspace is in Moscow.
  occurred_at_if_account_tz_moscow: at,
  has_timestamp: (r) => r.events[0]?.filled.includes('at') === false,
  phones_e164: (r) => r.events.flatMap((event) => (event.type === 'identify' ? [event.personal.phone] : [])),
  price: (r) => Number(deal(r)?.amount?.amount),
  status_id: (r) => deal(r)?.stage,
  old_status_id: (r) => deal(r)?.key.split('/')[3],
  won: (r) => deal(r)?.status === 'won',
  lead_id: (r) => note(r)?.subject.split('/')[1],
  entity: (r) => (note(r) ? 'note' : subject(r)[0]),
  action: (r) => subject(r)[2],
  /** Messages of the request: those that events name, and those that yield none. */
  events: (r) =>
    new Set(r.events.map((event) => (JSON.parse(event.extra ?? '{}') as { event_id?: string }).event_id)).size +
    r.outcome.ignored.length,
  object_id: (r) => withoutSource(r, deal(r)?.dealId),
  no_objectId: (r) => r.events.every(({ key }) => /^(contact\/\d+\/merge|link)\//.test(key)),
  stage: (r) => deal(r)?.stage,
  event_at: (r) => iso(r.events[0]?.occurredAt),
};

/** Facts about the delivery, which the test shows by other means: the answer's status, the token in the address. */
const OF_DELIVERY = new Set([
  'auth',
  'signature_valid',
  'signature_valid_ignoring_age',
  'signed_uri',
  'signed_url',
  'now_for_test_ms',
  'token_valid',
]);

/** What we reached, for each expected fact; an unknown fact fails. */
export function reachedFacts(expected: Readonly<Record<string, unknown>>, reached: Reached): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expected)
      .filter(([name]) => !OF_DELIVERY.has(name))
      .map(([name]) => [name, FACTS[name] === undefined ? `no check for ${name}` : FACTS[name](reached)]),
  );
}

/** The expected facts of the events; a time without its zero milliseconds. */
export function eventFacts(expected: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expected)
      .filter(([name]) => !OF_DELIVERY.has(name))
      .map(([name, value]) => [name, typeof value === 'string' ? value.replace(/(T[\d:]+)\.000Z$/, '$1Z') : value]),
  );
}
