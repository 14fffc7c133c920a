/** A finished call as Calltouch posts it: a form whose fields the user chose; local project time, phones without plus. */
export interface CalltouchCall {
  readonly id: string;
  readonly caller: string;
  readonly line: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly waitSeconds: number;
  readonly talkSeconds: number;
  readonly utm?: {
    readonly source: string;
    readonly medium: string;
    readonly campaign: string;
    readonly term?: string;
  };
  readonly source: string;
  readonly medium: string;
  readonly url: string;
  readonly referrer: string;
  readonly clientId: string;
}

const MOSCOW_OFFSET_MS = 3 * 3_600_000;

export const localTime = (at: number): string =>
  new Date(at + MOSCOW_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');

export function calltouchBody(call: CalltouchCall): string {
  const form = new URLSearchParams({
    id: call.id,
    leadtype: 'call',
    callphase: 'callcompleted',
    callerphone: call.caller,
    phonenumber: call.line,
    calltime: localTime(call.at),
    timestamp: String(Math.floor(call.at / 1000)),
    duration: String(call.talkSeconds),
    waiting_time: String(call.waitSeconds),
    status: call.talkSeconds > 0 ? 'successful' : 'unsuccessful',
    unique: 'true',
    siteId: '54321',
    source: call.source,
    medium: call.medium,
    utm_source: call.utm?.source ?? '<не указано>',
    utm_medium: call.utm?.medium ?? '<не указано>',
    utm_campaign: call.utm?.campaign ?? '<не указано>',
    utm_term: call.utm?.term ?? '<не указано>',
    ctClientId: call.clientId,
    url: call.url,
    ref: call.referrer,
    city: 'Москва',
  });
  return form.toString();
}
