/**
 * UIS / CoMagic / CallGear: HTTP notifications whose JSON body is a template that the user writes (providers.md, A4;
 * docs/sources/uis-comagic.md has the templates). Every field may be missing, and no list of the vendor's event names
 * is known: our own `event` says which notification it is, else what only that notification has. Nothing is signed.
 */
import { z } from 'zod';
import { callEvent, clientIdsOf, lineOf, personalOf, statedOriginOf, type Head } from '../provider/build-event.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey } from '../provider/natural-key.ts';
import type { Provider, TranslationContext } from '../provider/provider.ts';
import { ignored, rejected, translated, type Translation } from '../provider/translation.ts';
import { localMoment, receiptMoment, unixMoment, type Moment } from '../wire/moment.ts';
import { readParameters } from '../wire/read-parameters.ts';
import { firstText, textAt, type Tree } from '../wire/tree.ts';

const settingsSchema = z.object({
  /** `employee_id` -> the manager's name; without it the name that is sent. */
  managers: z.record(z.string(), z.string()).optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

export const uisComagic: Provider<Settings> = {
  name: 'uis-comagic',
  role: 'call_tracking',
  revision: 1,
  settingsSchema,
  translate(request, context) {
    const read = readParameters(request);
    return read.kind === 'unreadable' ? rejected(read.reason, read.detail) : notification(read.tree, context);
  },
};

/**
 * What the `event` of our templates may say. Two phases may bear one time, and their order is then that of their keys:
 * the digit makes the later phase sort later, so that its word counts.
 */
const EVENTS = {
  call_started: '1started',
  call_waiting: '2waiting',
  talk_started: '3talk',
  call_finished: '4finished',
  call_lost: '4lost',
  call_recording: '5recording',
} as const;
type Phase = (typeof EVENTS)[keyof typeof EVENTS];

function notification(fields: Tree, context: Context): Translation {
  const moment = momentOf(fields, context);
  if (moment === null) return rejected('bad_value', 'notification_timestamp or notification_time is no time');
  const communication = textAt(fields, 'communication_type') ?? 'call';
  if (communication !== 'call') return ignored('not_used', communication, moment.at);
  const session = textAt(fields, 'call_session_id');
  if (session === null) return rejected('missing_field', 'call_session_id');
  if (isVariable(session)) return rejected('bad_value', 'call_session_id is a variable that was not filled in');
  if (textAt(fields, 'is_internal') === 'true') return ignored('internal_call', `call/${session}`, moment.at);
  const phase = phaseOf(fields);
  if (phase === undefined) return rejected('unknown_event', 'event is none of those of the template');
  return phase === '5recording'
    ? recording(fields, session, moment, context)
    : call(fields, session, phase, moment, context);
}

/** A variable in quotes stays as it is written. */
function isVariable(text: string): boolean {
  return text.startsWith('{{') && text.endsWith('}}');
}

function phaseOf(fields: Tree): Phase | undefined {
  const event = textAt(fields, 'event');
  if (event !== null) return lookUp<Phase>(EVENTS, event);
  if (textAt(fields, 'file_link') !== null) return EVENTS.call_recording;
  return firstText(fields, 'talk_time_duration', 'total_time_duration') === null
    ? EVENTS.call_started
    : EVENTS.call_finished;
}

/** `notification_timestamp` is exact; `notification_time` is local to the account. Null when it is stated but none. */
function momentOf(fields: Tree, context: Context): Moment | null {
  const unix = textAt(fields, 'notification_timestamp');
  if (unix !== null) return unixMoment(unix) ?? localMoment(unix, context.timeZone);
  const local = textAt(fields, 'notification_time');
  return local === null ? receiptMoment(context.receivedAt) : localMoment(local, context.timeZone);
}

function call(fields: Tree, session: string, phase: Phase, moment: Moment, context: Context): Translation {
  const direction = lookUp({ in: 'in', out: 'out' } as const, textAt(fields, 'direction') ?? '') ?? null;
  const over = phase === EVENTS.call_finished || phase === EVENTS.call_lost;
  const talk = phase === EVENTS.call_lost ? 0 : secondsOf(fields, 'talk_time_duration');
  const head: Head = { key: naturalKey(session, phase), moment, extra: detailsOf(fields) };
  const told = callEvent(context, head, session, {
    direction,
    line: lineOf(context, textAt(fields, 'virtual_phone_number')),
    answered: over && talk !== null ? talk > 0 : null,
    // Only who calls us waits for us.
    waitSeconds: over && direction !== 'out' ? secondsOf(fields, 'wait_time_duration') : null,
    talkSeconds: over ? talk : null,
    manager: managerOf(fields, context),
    statedOrigin: originOf(fields),
    clientIds: clientIdsOf({
      comagic: textAt(fields, 'visitor_id'),
      ym_uid: textAt(fields, 'ym_client_id'),
      ga: textAt(fields, 'ua_client_id'),
    }),
    personal: personalOf(context, {
      phone: textAt(fields, 'contact_phone_number'),
      name: textAt(fields, 'contact_full_name'),
    }),
  });
  const began = beginningOf(fields, moment, over, context);
  if (began === null) return translated({ events: [told] });
  const beginning: Head = { key: naturalKey(session, '0began'), moment: began };
  return translated({ events: [callEvent(context, beginning, session, {}), told] });
}

/**
 * A call is as old as its earliest phase, but the notification of its end may be the only one that is set up: the
 * beginning it names, or that follows from its length, is a phase of its own.
 */
function beginningOf(fields: Tree, moment: Moment, over: boolean, context: Context): Moment | null {
  const stated = textAt(fields, 'start_time');
  if (stated !== null) return localMoment(stated, context.timeZone) ?? unixMoment(stated);
  const total = over ? secondsOf(fields, 'total_time_duration') : null;
  return total === null ? null : { ...moment, at: moment.at - total * 1000 };
}

function recording(fields: Tree, session: string, moment: Moment, context: Context): Translation {
  const link = textAt(fields, 'file_link');
  if (link === null) return ignored('recording_not_ready', `call/${session}`, moment.at);
  // A call that was passed on has several recordings.
  const time = firstText(fields, 'notification_timestamp', 'notification_time') ?? '';
  const head: Head = { key: naturalKey(session, EVENTS.call_recording, time), moment };
  return translated({ events: [callEvent(context, head, session, { recordingUrl: link })] });
}

/** Who talked last; before that, who is rung. */
function managerOf(fields: Tree, context: Context): string | null {
  const id = firstText(fields, 'last_talked_employee_id', 'employee_id');
  const named = id === null ? undefined : lookUp(context.settings.managers, id);
  return named ?? textAt(fields, 'employee_full_name') ?? id;
}

function originOf(fields: Tree): ReturnType<typeof statedOriginOf> {
  const click = ['yclid', 'ymclid', 'gclid'].find((name) => textAt(fields, name) !== null);
  return statedOriginOf({
    source: textAt(fields, 'utm_source'),
    medium: textAt(fields, 'utm_medium'),
    campaign: textAt(fields, 'utm_campaign'),
    term: textAt(fields, 'utm_term'),
    content: textAt(fields, 'utm_content'),
    clickId: click === undefined ? null : `${click}=${textAt(fields, click) ?? ''}`,
    landingUrl: textAt(fields, 'entrance_page'),
    referrer: textAt(fields, 'referrer'),
  });
}

function detailsOf(fields: Tree): Record<string, string | null> {
  return {
    call_source: textAt(fields, 'call_source'),
    scenario: textAt(fields, 'scenario_name'),
    transferred: textAt(fields, 'is_transfer'),
  };
}

function secondsOf(fields: Tree, name: string): number | null {
  const text = textAt(fields, name);
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : null;
}
