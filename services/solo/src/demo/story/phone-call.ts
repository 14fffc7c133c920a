import { MANAGERS, OFFLINE_LINES, SITE, SITE_LINES, type TrafficSource } from '../shop.ts';
import { calltouchBody } from '../wire/calltouch.ts';
import { appearedBody, summaryBody } from '../wire/mango.ts';
import { dealLife, newClient } from './deal-life.ts';
import { MINUTE, type StoryWriter } from './story-writer.ts';

interface Call {
  readonly caller: string;
  readonly line: string;
  readonly waitSeconds: number;
  readonly talkSeconds: number;
}

const lengthMs = (call: Call): number => (call.waitSeconds + call.talkSeconds) * 1000;

/**
 * A call from the site: Calltouch tells where the caller came from and forwards it, so that the same call rings through
 * Mango a second later by Mango's clock.
 */
export function trackedCall(
  writer: StoryWriter,
  { visitorId, phone, traffic }: { visitorId: string; phone: string; traffic: TrafficSource },
  at: number,
): void {
  const { random } = writer;
  const isAnswered = random.chance(0.86);
  const call: Call = {
    caller: phone,
    line: random.pick(SITE_LINES),
    waitSeconds: random.int(3, 40),
    talkSeconds: isAnswered ? random.int(25, 420) : 0,
  };
  const id = String(1_100_000_000 + writer.serial());
  const [source, medium] =
    traffic.utm === undefined ? (traffic.tracked ?? ['(direct)', '(none)']) : [traffic.utm.source, traffic.utm.medium];
  const told = {
    ...call,
    id,
    at,
    source,
    medium,
    clientId: visitorId,
    url: `${SITE}${traffic.path}`,
    referrer: traffic.referrer ?? '',
    ...(traffic.utm === undefined ? {} : { utm: traffic.utm }),
  };
  writer.hook(at + lengthMs(call), 'calltouch', '', calltouchBody(told));
  exchangeCall(writer, call, at + 1000);
  writer.event(at, { type: 'identify', id: `ident-${id}`, visitor_id: visitorId, phone: `+${phone}` });
}

/** Somebody saw a number in print: only telephony knows of the call. */
export function offlineCall(writer: StoryWriter, at: number): void {
  const { random } = writer;
  const client = newClient(writer);
  const isAnswered = random.chance(0.8);
  const call: Call = {
    caller: client.phone,
    line: random.pick(OFFLINE_LINES).number,
    waitSeconds: random.int(3, 50),
    talkSeconds: isAnswered ? random.int(20, 300) : 0,
  };
  exchangeCall(writer, call, at);
  if (isAnswered && random.chance(0.5)) dealLife(writer, client, at + random.int(5, 60) * MINUTE);
}

/** A call as the exchange tells it: it rings, and when it is over what became of it. */
function exchangeCall(writer: StoryWriter, call: Call, at: number): void {
  const told = { ...call, at, entryId: `entry${writer.serial()}`, extension: writer.random.pick(MANAGERS).extension };
  writer.hook(at, 'mango', '/events/call', appearedBody(told));
  writer.hook(at + lengthMs(call), 'mango', '/events/summary', summaryBody(told));
}
