/**
 * Twilio Voice: status callbacks of calls and of recordings, forms or GET, signed over the public URL and the sorted
 * parameters (providers.md, A2). A call that is put through has legs, calls of their own that name the first as their
 * parent: they are phases of it.
 */
import { createHmac } from 'node:crypto';
import type { CallEvent, WebhookRequest } from '@throughline/events';
import { z } from 'zod';
import { callEvent, lineOf, personalOf, type Head } from '../provider/build-event.ts';
import { equalSecret } from '../provider/equal-secret.ts';
import { lookUp } from '../provider/look-up.ts';
import { naturalKey } from '../provider/natural-key.ts';
import type { Provider, TranslationContext, Verification } from '../provider/provider.ts';
import { ignored, rejected, translated, type Translation } from '../provider/translation.ts';
import { mailMoment, receiptMoment, type Moment } from '../wire/moment.ts';
import { parseForm } from '../wire/parse-form.ts';
import { readParameters } from '../wire/read-parameters.ts';
import { firstText, textAt, type Tree } from '../wire/tree.ts';

const settingsSchema = z.object({
  /** The account's auth token. Without it only the secret of the URL protects the source. */
  signingKey: z.string().min(1).optional(),
  /** The same under the name every provider's secret may have. */
  secret: z.string().min(1).optional(),
  /** Whom a leg rings, as Twilio names it (`client:anna`, a SIP address, a number) -> the manager's name. */
  managers: z.record(z.string(), z.string()).optional(),
});
type Settings = z.infer<typeof settingsSchema>;
type Context = TranslationContext<Settings>;

export const twilio: Provider<Settings> = {
  name: 'twilio',
  role: 'telephony',
  revision: 1,
  settingsSchema,
  headers: ['x-twilio-signature'],
  verify,
  translate(request, context) {
    const read = readParameters(request);
    return read.kind === 'unreadable' ? rejected(read.reason, read.detail) : translateEvent(read.tree, context);
  },
};

function verify(request: WebhookRequest, settings: Settings, address: string): Verification {
  const token = settings.signingKey ?? settings.secret;
  if (token === undefined) return { kind: 'ok' };
  const form = parseForm(request.body, request.headers['content-type']);
  if (form.kind === 'unreadable') return { kind: 'wrong_signature', detail: 'the signed form cannot be read' };
  const parameters = signedText(form.parameters);
  const given = request.headers['x-twilio-signature'] ?? null;
  const signs = (url: string): boolean => {
    const signed = createHmac('sha1', token).update(url + parameters);
    return equalSecret(given, signed.digest('base64'));
  };
  if (withAndWithoutPort(address).some(signs)) return { kind: 'ok' };
  return { kind: 'wrong_signature', detail: 'X-Twilio-Signature does not match: is the public URL the one at Twilio?' };
}

/** Every name with each of its values, once, both in order, nothing between. */
function signedText(parameters: readonly (readonly [string, string])[]): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of parameters) values.set(name, (values.get(name) ?? new Set()).add(value));
  const names = [...values.keys()].sort();
  return names.flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value)).join('');
}

/** Twilio is not of one mind about a default port. */
function withAndWithoutPort(address: string): string[] {
  const [, scheme, host, port, rest = ''] = /^(https?):\/\/([^/?#:]+)(:\d+)?(.*)$/s.exec(address) ?? [];
  if (scheme === undefined || host === undefined) return [address];
  const standard = scheme === 'https' ? ':443' : ':80';
  if (port !== undefined && port !== standard) return [address];
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}${standard}${rest}`];
}

const GOES_ON = new Set(['queued', 'initiated', 'ringing', 'in-progress']);
const OVER = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

function translateEvent(fields: Tree, context: Context): Translation {
  if (firstText(fields, 'MessageSid', 'SmsSid') !== null) return ignored('not_used', 'message');
  const sid = textAt(fields, 'CallSid');
  if (sid === null) return rejected('missing_field', 'CallSid');
  const status = textAt(fields, 'CallStatus');
  if (status === null && textAt(fields, 'RecordingSid') !== null) return recording(fields, sid, context);
  if (status === null) return rejected('missing_field', 'CallStatus');
  if (!GOES_ON.has(status) && !OVER.has(status)) return rejected('unknown_event', 'CallStatus is none we know');
  const moment = momentOf(fields, 'Timestamp', context);
  if (moment === null) return rejected('bad_value', 'Timestamp is no time');
  const parent = textAt(fields, 'ParentCallSid');
  if (parent !== null) return leg(fields, parent, sid, status, moment, context);
  // An employee who calls from a browser calls Twilio first: nobody called us.
  if (textAt(fields, 'From')?.startsWith('client:')) return ignored('internal_call', `call/${sid}`, moment.at);
  return call(fields, sid, status, moment, context);
}

/**
 * A call is answered as soon as Twilio picks up, if only to play a greeting; whether anybody talked is what its legs
 * say, where there are any. So its own word on that is dated by its beginning, which follows from the end and the
 * duration: the words of its legs come later and count.
 */
function call(fields: Tree, sid: string, status: string, moment: Moment, context: Context): Translation {
  const direction = directionOf(fields);
  const [ours, theirs] = direction === 'out' ? (['From', 'To'] as const) : (['To', 'From'] as const);
  const customer = textAt(fields, theirs);
  const phase = callEvent(context, headOf([sid], fields, status, moment), sid, {
    direction,
    line: lineOf(context, textAt(fields, ours)),
    recordingUrl: textAt(fields, 'RecordingUrl'),
    personal: personalOf(context, {
      phone: customer === null || HIDDEN.has(customer) ? null : customer,
      name: textAt(fields, 'CallerName'),
    }),
  });
  if (!OVER.has(status)) return translated({ events: [phase] });
  const began = { ...moment, at: moment.at - (secondsOf(fields) ?? 0) * 1000 };
  const beginning: Head = { key: naturalKey(sid, 'began'), moment: began };
  return translated({ events: [callEvent(context, beginning, sid, outcomeOf(fields, status)), phase] });
}

/** Whom a call was put through to. Of legs that ring at once those nobody took end as soon as one is taken. */
function leg(fields: Tree, parent: string, sid: string, status: string, moment: Moment, context: Context): Translation {
  const stated = OVER.has(status) ? outcomeOf(fields, status) : {};
  const manager = status === 'completed' ? managerOf(textAt(fields, 'To'), context) : null;
  const head = headOf([parent, 'leg', sid], fields, status, moment);
  return translated({ events: [callEvent(context, head, parent, { ...stated, manager })] });
}

function outcomeOf(fields: Tree, status: string): Pick<CallEvent, 'answered' | 'talkSeconds'> {
  const answered = status === 'completed';
  return { answered, talkSeconds: answered ? secondsOf(fields) : 0 };
}

/** The number of a callback counts the callbacks of its call: a repeated one has the same. */
function headOf(call: readonly string[], fields: Tree, status: string, moment: Moment): Head {
  const sequence = textAt(fields, 'SequenceNumber');
  return {
    key: naturalKey(...call, sequence ?? '', status),
    moment,
    extra: {
      status,
      sequence,
      answered_by: textAt(fields, 'AnsweredBy'),
      sip_response_code: textAt(fields, 'SipResponseCode'),
    },
  };
}

function recording(fields: Tree, sid: string, context: Context): Translation {
  const url = textAt(fields, 'RecordingUrl');
  const moment = momentOf(fields, 'RecordingStartTime', context);
  if (moment === null) return rejected('bad_value', 'RecordingStartTime is no time');
  if (url === null || (textAt(fields, 'RecordingStatus') ?? 'completed') !== 'completed') {
    return ignored('recording_not_ready', `call/${sid}`, moment.at);
  }
  const head: Head = { key: naturalKey(sid, 'recording', textAt(fields, 'RecordingSid') ?? ''), moment };
  return translated({ events: [callEvent(context, head, sid, { recordingUrl: url })] });
}

/** Null when a time is stated but is none. */
function momentOf(fields: Tree, name: string, context: Context): Moment | null {
  const text = textAt(fields, name);
  return text === null ? receiptMoment(context.receivedAt) : mailMoment(text);
}

function directionOf(fields: Tree): 'in' | 'out' | null {
  const direction = textAt(fields, 'Direction') ?? '';
  if (direction.startsWith('outbound')) return 'out';
  return direction === 'inbound' ? 'in' : null;
}

/** What stands for a number that is not shown: the words, or the words dialled on a telephone's keys. */
const HIDDEN = new Set([
  ...['anonymous', 'Anonymous', 'Restricted', 'Unavailable', 'Unknown'],
  ...['+266696687', '+7378742833', '+86282452253', '+8656696', '+2562533'],
]);

/** `Duration` is billed minutes. */
function secondsOf(fields: Tree): number | null {
  const text = textAt(fields, 'CallDuration') ?? '';
  return /^\d{1,7}$/.test(text) ? Number(text) : null;
}

function managerOf(rung: string | null, context: Context): string | null {
  return rung === null ? null : (lookUp(context.settings.managers, rung) ?? rung.replace(/^client:/, ''));
}
