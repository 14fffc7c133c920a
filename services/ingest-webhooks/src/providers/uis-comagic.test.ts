import type { CallEvent } from '@throughline/events';
import { describe, expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import { aRequest, RECEIVED_AT, translateWith, understood } from '../test/translate-with.ts';
import { uisComagic } from './uis-comagic.ts';

const provider = bindProvider(uisComagic);
const END = {
  event: 'call_finished',
  call_session_id: 998000001,
  notification_time: '2026-03-02 12:17:12.234',
  direction: 'in',
  virtual_phone_number: '74990000111',
  contact_phone_number: '79000000142',
  talk_time_duration: 178,
  wait_time_duration: 9,
  total_time_duration: 187,
};
const ENDED = Date.UTC(2026, 2, 2, 9, 17, 12, 234);

function json(fields: object): ReturnType<typeof aRequest> {
  return aRequest({ headers: { 'content-type': 'application/json' }, form: JSON.stringify(fields) });
}
function phases(fields: object, settings: object = {}): CallEvent[] {
  return understood(provider, json(fields), settings).events as CallEvent[];
}
/** The phase that the notification is about. */
function told(fields: object, settings: object = {}): CallEvent | undefined {
  return phases(fields, settings).at(-1);
}

describe('uis-comagic', () => {
  test('the end of a call says all of it, and that it began its length before', () => {
    expect(phases(END)).toMatchObject([
      { key: '998000001/0began', occurredAt: ENDED - 187_000, answered: null, filled: ['time_zone'] },
      {
        key: '998000001/4finished',
        callId: 'src/998000001',
        occurredAt: ENDED,
        direction: 'in',
        line: '+74990000111',
        answered: true,
        waitSeconds: 9,
        talkSeconds: 178,
        personal: { phone: '+79000000142' },
      },
    ]);
  });

  test.each<[string, object, number | null]>([
    ['stated, in the zone of the account', { start_time: '2026-03-02 12:14:00' }, Date.UTC(2026, 2, 2, 9, 14)],
    ['stated as unix time', { start_time: 1772442845 }, 1772442845000],
    ['not known without a length', { total_time_duration: null }, null],
    ['not known from a length that is none', { total_time_duration: 'long' }, null],
    ['not known while the call lasts', { event: 'talk_started' }, null],
  ])('the beginning is %s', (_, fields, at) => {
    const began = phases({ ...END, ...fields }).find(({ key }) => key.endsWith('/0began'));
    expect(began?.occurredAt ?? null).toBe(at);
  });

  test.each<[string, object, Partial<CallEvent>]>([
    [
      'nobody talked',
      { talk_time_duration: 0, wait_time_duration: 30 },
      { answered: false, talkSeconds: 0, waitSeconds: 30 },
    ],
    ['lost', { event: 'call_lost', talk_time_duration: null }, { answered: false, talkSeconds: 0 }],
    ['the template leaves talk out', { talk_time_duration: undefined }, { answered: null, talkSeconds: null }],
    ['of a call from us nobody waited', { direction: 'out' }, { direction: 'out', answered: true, waitSeconds: null }],
    [
      'a call that lasts decides nothing',
      { event: 'talk_started' },
      { answered: null, talkSeconds: null, waitSeconds: null },
    ],
    ['no direction', { direction: 'sideways' }, { direction: null }],
  ])('answered: %s', (_, fields, expected) => {
    expect(told({ ...END, ...fields })).toMatchObject(expected);
  });

  test.each<[string, object, string]>([
    ['talk or length: the end', { event: undefined }, '4finished'],
    ['neither: the beginning', { event: null, talk_time_duration: null, total_time_duration: null }, '1started'],
  ])('without our event, what it has says which it is; %s', (_, fields, key) => {
    expect(told({ ...END, ...fields })?.key).toBe(`998000001/${key}`);
  });

  test('phases of one instant are ordered by their keys', () => {
    const events = ['call_started', 'call_waiting', 'talk_started', 'call_finished', 'call_recording'];
    const ids = events
      .flatMap((event) => phases({ ...END, event, file_link: 'https://x.example/1' }))
      .map(({ id }) => id);
    expect([...new Set(ids)].sort()).toEqual([...new Set(['src/998000001/0began', ...ids])]);
  });

  test('each recording of a call is a statement of its own, and says nothing else', () => {
    const [first, second] = ['12:17:40.001', '12:17:41.001'].map((time) =>
      told({
        ...END,
        event: 'call_recording',
        notification_time: `2026-03-02 ${time}`,
        file_link: `https://media.uiscom.example/998000001/${time}`,
      }),
    );
    expect(first).toMatchObject({ callId: 'src/998000001', answered: null, direction: null, manager: null });
    expect(first?.recordingUrl).toBe('https://media.uiscom.example/998000001/12:17:40.001');
    expect(first?.id).not.toBe(second?.id);
  });

  test.each<[string, object, string | null]>([
    ['the name that is sent', { employee_id: 7, employee_full_name: 'Анна' }, 'Анна'],
    ['the name in the settings', { employee_id: 8, employee_full_name: 'Анна' }, 'Борис'],
    ['who talked last', { employee_id: 7, last_talked_employee_id: 8, employee_full_name: 'Анна' }, 'Борис'],
    ['the id at least', { employee_id: 7 }, '7'],
    ['nobody', {}, null],
    ['no name of an object', { employee_id: 'constructor' }, 'constructor'],
  ])('the manager is %s', (_, fields, manager) => {
    expect(told({ ...END, ...fields }, { managers: { 8: 'Борис' } })?.manager).toBe(manager);
  });

  test('the origin and the ids of the visitor are carried', () => {
    const fields = {
      utm_source: 'yandex',
      utm_medium: 'cpc',
      utm_campaign: 'brand',
      yclid: '12345678901234567890',
      entrance_page: 'https://okna.example/?x=1',
      visitor_id: 9007199254740993,
      ym_client_id: '1700000000123456789',
      ua_client_id: '1234567890.1700000000',
    };
    const body = JSON.stringify({ ...END, ...fields }).replace('9007199254740992', '9007199254740993');
    const request = { ...json({}), body: Buffer.from(body) };
    expect(understood(provider, request).events.at(-1)).toMatchObject({
      statedOrigin: {
        source: 'yandex',
        medium: 'cpc',
        campaign: 'brand',
        clickId: 'yclid=12345678901234567890',
        landingUrl: 'https://okna.example/?x=1',
      },
      clientIds: { comagic: '9007199254740993', ga: '1234567890.1700000000', ym_uid: '1700000000123456789' },
    });
  });

  test.each<[string, object, number, string[]]>([
    ['exact', { notification_timestamp: 1772443032 }, 1772443032000, []],
    ['local', {}, ENDED, ['time_zone']],
    ['of receipt', { notification_time: null, total_time_duration: null }, RECEIVED_AT, ['at']],
  ])('the time is %s', (_, fields, occurredAt, filled) => {
    expect(told({ ...END, ...fields })).toMatchObject({ occurredAt, filled });
  });

  test.each<[string, object, string]>([
    ['chats', { ...END, communication_type: 'chat' }, 'not_used'],
    ['requests', { communication_type: 'offline_message' }, 'not_used'],
    ['calls between employees', { ...END, is_internal: true }, 'internal_call'],
    ['recordings without an address', { ...END, event: 'call_recording', file_link: null }, 'recording_not_ready'],
  ])('ignores %s', (_, fields, reason) => {
    expect(understood(provider, json(fields))).toMatchObject({ events: [], ignored: [{ reason }] });
  });

  test.each<[string, object | string, string]>([
    ['a call without its session', { ...END, call_session_id: null }, 'missing_field'],
    ['nothing', '', 'missing_field'],
    ['a template in quotes, sent as it stands', { ...END, call_session_id: '{{call_session_id}}' }, 'bad_value'],
    ['a template sent as it stands', '{"call_session_id":{{call_session_id}}}', 'not_parseable'],
    ['an event that no template has', { ...END, event: 'call_teleported' }, 'unknown_event'],
    ['an event of every object', { ...END, event: 'constructor' }, 'unknown_event'],
    ['a time that is none', { ...END, notification_time: 'вчера' }, 'bad_value'],
    ['an exact time that is none', { ...END, notification_timestamp: 'now' }, 'bad_value'],
    ['a list', '[1]', 'not_parseable'],
    ['half a body', '{"call_session_id":1', 'not_parseable'],
  ])('rejects %s', (_, body, reason) => {
    const request = typeof body === 'string' ? { ...json({}), body: Buffer.from(body) } : json(body);
    expect(translateWith(provider, request)).toMatchObject({ kind: 'rejected', reason });
  });

  test('20,000 fields beside its own', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`field${i}`, i]));
    expect(told({ ...many, ...END })).toMatchObject({ talkSeconds: 178 });
  });
});
