import {
  NO_PERSONAL,
  type CallEvent,
  type DealEvent,
  type EnquiryEvent,
  type EventEnvelope,
  type IdentifyEvent,
  type MarkEvent,
  type Personal,
  type StatedOrigin,
} from '@throughline/events';
import { normaliseEmail } from '@throughline/lookups';
import type { TranslationContext } from './provider.ts';
import type { Moment } from '../wire/moment.ts';

type Context = TranslationContext<unknown>;

/** What tells one event of a source from another. */
export interface Head {
  /** The natural key (`naturalKey`). */
  readonly key: string;
  readonly moment: Moment;
  /** Names of fields filled in besides the moment's. */
  readonly filled?: readonly string[];
  readonly test?: boolean;
  /** What the provider says besides; texts only, nothing personal. */
  readonly extra?: Readonly<Record<string, string | null>>;
}

/** An id of the provider as others see it: prefixed by its source. */
export function publicId(context: Context, id: string): string {
  return `${context.source}/${id}`;
}

function envelope(context: Context, head: Head): EventEnvelope {
  return {
    workspace: context.workspace,
    source: context.source,
    key: head.key,
    id: publicId(context, head.key),
    occurredAt: head.moment.at,
    receivedAt: context.receivedAt,
    settingsVersion: context.settingsVersion,
    generation: context.generation,
    retracted: false,
    claim: false,
    test: head.test ?? false,
    filled: [...new Set([...head.moment.filled, ...(head.filled ?? [])])].sort(),
    raw: context.raw,
    extra: extraText(head.extra ?? {}),
  };
}

function extraText(extra: Readonly<Record<string, string | null>>): string | null {
  const stated = Object.entries(extra).filter(([, value]) => value !== null);
  return stated.length === 0 ? null : JSON.stringify(Object.fromEntries(stated.sort(([a], [b]) => (a < b ? -1 : 1))));
}

type Stated<E extends EventEnvelope> = Partial<Omit<E, keyof EventEnvelope | 'type'>>;

export function callEvent(context: Context, head: Head, callId: string, stated: Stated<CallEvent>): CallEvent {
  return {
    ...envelope(context, head),
    type: 'call',
    callId: publicId(context, callId),
    direction: null,
    line: null,
    answered: null,
    waitSeconds: null,
    talkSeconds: null,
    manager: null,
    visitorId: null,
    recordingUrl: null,
    spam: null,
    statedOrigin: null,
    clientIds: {},
    personal: NO_PERSONAL,
    ...stated,
  };
}

export function enquiryEvent(context: Context, head: Head, stated: Stated<EnquiryEvent>): EnquiryEvent {
  return {
    ...envelope(context, head),
    type: 'enquiry',
    kind: 'form',
    visitorId: null,
    crmContactId: null,
    dealId: null,
    manager: null,
    spam: null,
    value: null,
    statedOrigin: null,
    clientIds: {},
    personal: NO_PERSONAL,
    ...stated,
  };
}

export function identifyEvent(context: Context, head: Head, stated: Stated<IdentifyEvent>): IdentifyEvent {
  return {
    ...envelope(context, head),
    type: 'identify',
    visitorId: null,
    crmContactId: null,
    withdraw: false,
    manual: false,
    personal: NO_PERSONAL,
    ...stated,
  };
}

/** Someone's later word on an enquiry or call, which is named by its public id. */
export function markEvent(context: Context, head: Head, enquiryId: string, stated: Stated<MarkEvent>): MarkEvent {
  return { ...envelope(context, head), type: 'mark', enquiryId, spam: null, quality: null, ...stated };
}

/** States only what is given: an omitted field keeps its value in the fold. */
export function dealEvent(context: Context, head: Head, dealId: string, stated: Stated<DealEvent>): DealEvent {
  return {
    ...envelope(context, head),
    type: 'deal',
    dealId: publicId(context, dealId),
    visitorId: null,
    crmContactId: null,
    clientIds: {},
    personal: NO_PERSONAL,
    ...stated,
  };
}

/** The personal sub-record; a phone that cannot be one is kept as sent only. */
export function personalOf(
  context: Context,
  stated: { readonly phone?: string | null; readonly email?: string | null; readonly name?: string | null },
): Personal {
  const sent = stated.phone ?? null;
  const phone = sent === null ? null : context.normalisePhone(sent);
  return {
    ...NO_PERSONAL,
    phone,
    phoneRaw: sent === phone ? null : sent,
    email: normaliseEmail(stated.email),
    name: stated.name ?? null,
  };
}

/** One of our own numbers: E.164 when possible, else as sent. */
export function lineOf(context: Context, sent: string | null): string | null {
  return sent === null ? null : (context.normalisePhone(sent) ?? sent);
}

/** A stated origin, or null when nothing of it is stated. */
export function statedOriginOf(stated: Partial<StatedOrigin>): StatedOrigin | null {
  const origin: StatedOrigin = {
    source: null,
    medium: null,
    campaign: null,
    adGroup: null,
    term: null,
    content: null,
    clickId: null,
    landingUrl: null,
    referrer: null,
    ...stated,
  };
  return Object.values(origin).every((value) => value === null) ? null : origin;
}

/** Client ids without the absent ones, names sorted. */
export function clientIdsOf(stated: Readonly<Record<string, string | null>>): Record<string, string> {
  const present = Object.entries(stated).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}
