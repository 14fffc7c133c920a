import type { CallEvent, EnquiryEvent } from '@throughline/events';
import { describe, expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import { aRequest, RECEIVED_AT, translateWith, understood } from '../test/translate-with.ts';
import { calltouch } from './calltouch.ts';

const provider = bindProvider(calltouch);

function form(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString();
}
function call(fields: Record<string, string>): CallEvent {
  return understood(provider, aRequest({ form: form(fields) })).events[0] as CallEvent;
}
const BASE = { callerphone: '79000000142', phonenumber: '74990000111', calltime: '2026-03-02 12:14:05' };

describe('calltouch', () => {
  test('a GET says the same as a POST', () => {
    const fields = form({ ...BASE, id: '7' });
    const posted = understood(provider, aRequest({ form: fields }));
    const got = understood(provider, aRequest({ method: 'GET', query: fields }));
    expect(got).toEqual(posted);
    expect(posted.events).toHaveLength(1);
  });

  test.each([
    ['id', { ...BASE, id: '7', callphase: 'callcompleted' }, 'src/7', '7/4callcompleted'],
    ['no id', BASE, 'src/<79000000142/74990000111/2026-03-02 12:14:05>', null],
    ['a hidden caller', { phonenumber: '74990000111', timestamp: '1772442845' }, 'src/</74990000111/1772442845>', null],
    ['no time', { callerphone: '79000000142' }, `src/<79000000142//@${RECEIVED_AT}>`, null],
  ])('is identified by %s', (_, fields, callId, key) => {
    const event = call(fields);
    expect(event.callId).toBe(callId);
    if (key !== null) expect(event.key).toBe(key);
  });

  test.each<[string, Record<string, string>, number, string[]]>([
    ['timestamp beats the local time', { timestamp: '1772442846' }, Date.UTC(2026, 2, 2, 9, 14, 6), []],
    ['local time in the project zone', {}, Date.UTC(2026, 2, 2, 9, 14, 5), ['time_zone']],
    ['receipt when no time is said', { calltime: '<не указано>' }, RECEIVED_AT, ['at']],
  ])('%s', (_, fields, at, filled) => {
    expect(call({ ...BASE, ...fields })).toMatchObject({ occurredAt: at, filled });
  });

  test.each<[string, Record<string, string>, Partial<CallEvent>]>([
    [
      'successful',
      { status: 'successful', duration: '187', waiting_time: '9' },
      { answered: true, talkSeconds: 187, waitSeconds: 9 },
    ],
    [
      'unsuccessful',
      { status: 'unsuccessful', duration: '0', waiting_time: '30' },
      { answered: false, talkSeconds: 0, waitSeconds: 30 },
    ],
    ['lasted', { duration: '5' }, { answered: true }],
    ['did not last', { duration: '0' }, { answered: false }],
    ['lost', { callphase: 'calllost' }, { answered: false }],
    ['nothing said', {}, { answered: null, talkSeconds: null, waitSeconds: null }],
    [
      'a call that only begins decides nothing',
      { callphase: 'callconnecting', status: 'unsuccessful', duration: '0' },
      { answered: null, talkSeconds: null },
    ],
    ['seconds that are none', { duration: 'x', waiting_time: '-1' }, { talkSeconds: null, waitSeconds: null }],
  ])('answered: %s', (_, fields, expected) => {
    expect(call({ ...BASE, ...fields })).toMatchObject(expected);
  });

  test('markers of the unknown are absent fields', () => {
    const event = call({
      ...BASE,
      utm_source: '<не указано>',
      source: '(not set)',
      utm_medium: '(none)',
      utm_term: '<не заполнено>',
      gcid: '<не указано>',
    });
    expect(event).toMatchObject({ statedOrigin: null, clientIds: {}, test: false });
  });

  test('utm beats source and medium; nothing of the origin is lost', () => {
    const event = call({
      ...BASE,
      source: 'google',
      medium: 'organic',
      utm_source: 'yandex',
      utm_campaign: 'c',
      url: 'https://x.ru/?yclid=1',
      ref: 'https://ya.ru',
    });
    expect(event.statedOrigin).toMatchObject({
      source: 'yandex',
      medium: 'organic',
      campaign: 'c',
      landingUrl: 'https://x.ru/?yclid=1',
      referrer: 'https://ya.ru',
    });
  });

  test('an unknown phase is a phase', () => {
    expect(call({ ...BASE, id: '7', callphase: 'constructor' }).key).toBe('7/0constructor');
  });

  test.each(['yclid', 'gclid'])('a click id of its own field: %s', (name) => {
    expect(call({ ...BASE, [name]: 'A+b' }).statedOrigin?.clickId).toBe(`${name}=A+b`);
  });

  test('the test button is kept and marked', () => {
    const event = call({ callerphone: '{callerphone}', phonenumber: '{phonenumber}', calltime: '{calltime}' });
    expect(event).toMatchObject({ test: true, occurredAt: RECEIVED_AT, personal: { phone: null } });
  });

  test('a misspelt placeholder elsewhere is an absent field of a real call', () => {
    expect(call({ ...BASE, utm_source: '{utm_sorce}' })).toMatchObject({ test: false, statedOrigin: null });
  });

  test('phases of a call share its id, and the later sorts later', () => {
    const phases = ['callconnecting', 'callconnected', 'calldisconnected', 'callcompleted'];
    const events = phases.map((callphase) => call({ ...BASE, id: '7', callphase }));
    expect(new Set(events.map((event) => event.callId))).toEqual(new Set(['src/7']));
    const ids = events.map((event) => event.id);
    expect([...ids].sort()).toEqual(ids);
  });

  test('a request is an enquiry of its own', () => {
    const fields = {
      leadtype: 'request',
      id: '7',
      callerphone: '8 900 000 01 42',
      fio: 'Иван',
      email: ' A@Example.com',
      requesttime: '2026-03-02 12:14:05',
    };
    const event = understood(provider, aRequest({ form: form(fields) })).events[0] as EnquiryEvent;
    expect(event).toMatchObject({
      type: 'enquiry',
      kind: 'form',
      id: 'src/request-7',
      occurredAt: Date.UTC(2026, 2, 2, 9, 14, 5),
      personal: { phone: '+79000000142', phoneRaw: '8 900 000 01 42', email: 'a@example.com', name: 'Иван' },
    });
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'missing_field'],
    ['nothing that identifies', form({ duration: '5' }), 'missing_field'],
    ['a time that is none', form({ ...BASE, calltime: 'вчера' }), 'bad_value'],
    ['half a JSON', '{"id":', 'not_parseable'],
  ])('rejects %s', (_, body, reason) => {
    expect(translateWith(provider, aRequest({ form: body }))).toMatchObject({ kind: 'rejected', reason });
  });
});
