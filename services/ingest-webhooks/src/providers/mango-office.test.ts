import { createHash } from 'node:crypto';
import type { CallEvent } from '@throughline/events';
import { describe, expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import { aRequest, translateWith, understood } from '../test/translate-with.ts';
import { mangoOffice } from './mango-office.ts';

const provider = bindProvider(mangoOffice);
const SETTINGS = { apiKey: 'key', signingKey: 'salt' };

function signed(json: string, over: Record<string, string> = {}): string {
  const sign = createHash('sha256').update(`key${json}salt`).digest('hex');
  return new URLSearchParams({ vpbx_api_key: 'key', sign, json, ...over }).toString();
}
function without(form: string, name: string): string {
  const fields = new URLSearchParams(form);
  fields.delete(name);
  return fields.toString();
}
function verdict(form: string, settings: unknown = SETTINGS): string {
  const opened = provider.open(settings);
  return opened.kind === 'open' ? opened.provider.verify(aRequest({ form }), '').kind : opened.kind;
}
function event(path: string, json: object, settings: unknown = SETTINGS) {
  return understood(provider, aRequest({ rest: path, form: signed(JSON.stringify(json)) }), settings);
}
function call(path: string, json: object, settings: unknown = SETTINGS): CallEvent {
  return event(path, json, settings).events[0] as CallEvent;
}

const JSON_TEXT = '{"entry_id":"Mj=","name":"Ёлка \\u0041 +%"}';

describe('mango signature', () => {
  test.each<[string, string, string]>([
    ['right', signed(JSON_TEXT), 'ok'],
    [
      'upper-case hex',
      signed(JSON_TEXT).replace(/sign=([0-9a-f]+)/, (_, hex: string) => `sign=${hex.toUpperCase()}`),
      'ok',
    ],
    ['extra fields', `${signed(JSON_TEXT)}&more=1`, 'ok'],
    ['a byte of the json changed', signed(JSON_TEXT, { json: JSON_TEXT.replace('Mj', 'Mk') }), 'wrong_signature'],
    ['a space more in the json', signed(JSON_TEXT, { json: JSON_TEXT.replace(':', ': ') }), 'wrong_signature'],
    ['another key', signed(JSON_TEXT, { vpbx_api_key: 'kez' }), 'wrong_signature'],
    ['a sign cut short', signed(JSON_TEXT, { sign: 'ab' }), 'wrong_signature'],
    ['no hex', signed(JSON_TEXT, { sign: 'z'.repeat(64) }), 'wrong_signature'],
    ['no sign', without(signed(JSON_TEXT), 'sign'), 'wrong_signature'],
    ['no json', without(signed(JSON_TEXT), 'json'), 'wrong_signature'],
    ['no key', without(signed(JSON_TEXT), 'vpbx_api_key'), 'wrong_signature'],
    ['nothing', '', 'wrong_signature'],
    ['a list for the json', `${without(signed(JSON_TEXT), 'json')}&json[]=1`, 'wrong_signature'],
  ])('%s', (_, form, expected) => {
    expect(verdict(form)).toBe(expected);
  });

  test('every single changed byte of the body is noticed or changes nothing that is signed', () => {
    const form = signed('{"entry_id":"a"}');
    for (let at = form.indexOf('sign=') + 5; at < form.length; at += 1) {
      if (form[at] === '&' || form.startsWith('json=', at)) continue;
      const tampered = `${form.slice(0, at)}${form[at] === '0' ? '1' : '0'}${form.slice(at + 1)}`;
      expect([at, verdict(tampered)]).toEqual([at, 'wrong_signature']);
    }
  });

  test('the salt may be given as `secret`; without a salt the address alone protects', () => {
    expect(verdict(signed(JSON_TEXT), { secret: 'salt' })).toBe('ok');
    expect(verdict(signed(JSON_TEXT), { secret: 'other' })).toBe('wrong_signature');
    expect(verdict('', {})).toBe('ok');
  });
});

const SUMMARY = {
  entry_id: 'e1',
  call_direction: 1,
  from: { number: '79000000142' },
  to: { extension: '123', number: 'sip:op1@acme.mangosip.ru' },
  line_number: '74990000111',
  create_time: 1772442845,
  talk_time: 1772442854,
  end_time: 1772443032,
  entry_result: 1,
};

describe('mango events', () => {
  test.each<[string, object, object]>([
    [
      'answered',
      {},
      { direction: 'in', answered: true, waitSeconds: 9, talkSeconds: 178, manager: '123', line: '+74990000111' },
    ],
    // The vendor's own missed example has entry_result 1: talk_time decides.
    ['missed', { talk_time: 0, end_time: 1772442875 }, { answered: false, waitSeconds: 30, talkSeconds: 0 }],
    ['hidden caller', { from: {} }, { direction: 'in', personal: { phone: null, phoneRaw: null } }],
    ['hidden caller, empty list', { from: '' }, { personal: { phone: null } }],
    ['a caller by SIP', { from: { number: 'sip:79000000142@voip.example' } }, { personal: { phone: '+79000000142' } }],
    [
      'a caller that is no phone',
      { from: { number: 'sip:bob@voip.example' } },
      { personal: { phone: null, phoneRaw: 'sip:bob@voip.example' } },
    ],
    [
      'out',
      { call_direction: 2, from: { extension: '7', number: 'sip:7@x' }, to: { number: '79000000142' } },
      { direction: 'out', manager: '7', waitSeconds: null, personal: { phone: '+79000000142' } },
    ],
    [
      'times as texts',
      { create_time: '1772442845', talk_time: '1772442854', end_time: '1772443032' },
      { waitSeconds: 9, talkSeconds: 178 },
    ],
    [
      'the line of dynamic call tracking',
      { line_number: undefined, dct: { number: '74990000112', type: 1 } },
      { line: '+74990000112' },
    ],
  ])('summary: %s', (_, over, expected) => {
    expect(call('/events/summary', { ...SUMMARY, ...over })).toMatchObject({
      occurredAt: 1772442845000,
      callId: 'src/e1',
      ...expected,
    });
  });

  test('a manager is named by the settings', () => {
    expect(call('/events/summary', SUMMARY, { ...SETTINGS, managers: { 123: 'Анна' } }).manager).toBe('Анна');
  });

  test('a summary sent to the path of calls is a summary', () => {
    expect(call('/events/call', SUMMARY)).toMatchObject({ answered: true, key: 'e1/summary' });
  });

  test('the base address may have a path of its own, and a slash at the end', () => {
    expect(call('/vpbx/events/summary/', SUMMARY).answered).toBe(true);
  });

  const LEG = {
    entry_id: 'e1',
    call_id: 'c1',
    timestamp: '1772442845',
    seq: 1,
    call_state: 'Appeared',
    from: { number: '79000000142' },
    to: { number: '74990000111', line_number: '74990000111' },
  };
  test.each<[string, object, object]>([
    ['first from outside', {}, { direction: 'in', line: '+74990000111', personal: { phone: '+79000000142' } }],
    ['transferred', { from: { number: '79000000142', taken_from_call_id: 'c0' } }, { direction: null, line: null }],
    ['placed by an extension', { from: { extension: '7', number: 'sip:7@x' } }, { direction: null }],
    ['ended', { call_state: 'Disconnected', seq: 3 }, { direction: null, answered: null }],
    ['a callback', { callback_initiator: 'x' }, { direction: null }],
  ])('leg: %s states no more than is plain', (_, over, expected) => {
    expect(call('/events/call', { ...LEG, ...over })).toMatchObject({
      callId: 'src/e1',
      answered: null,
      talkSeconds: null,
      ...expected,
    });
  });

  test.each<[string, string, object, string]>([
    ['internal calls', '/events/summary', { ...SUMMARY, call_direction: 0 }, 'internal_call'],
    ['tones', '/events/dtmf', { entry_id: 'e1', timestamp: 1772442845 }, 'not_used'],
    ['messages', '/events/sms', {}, 'not_used'],
    ['recordings announced', '/events/record/added', {}, 'not_used'],
    [
      'recordings begun',
      '/events/recording',
      { entry_id: 'e1', recording_id: 'r', recording_state: 'Started', timestamp: 1772442845 },
      'recording_not_ready',
    ],
    [
      'recordings too short',
      '/events/recording',
      { entry_id: 'e1', recording_id: 'r', recording_state: 'Completed', completion_code: 4002, timestamp: 1772442845 },
      'recording_not_ready',
    ],
  ])('ignores %s', (_, path, json, reason) => {
    expect(event(path, json)).toMatchObject({ events: [], ignored: [{ reason }] });
  });

  test.each<[string, string, string, string]>([
    ['an unknown path', '/events/fax', signed('{"entry_id":"e"}'), 'unknown_event'],
    ['no path', '', signed('{"entry_id":"e"}'), 'unknown_event'],
    ['no json', '/events/call', 'a=1', 'missing_field'],
    ['json cut in half', '/events/call', signed('{"entry_id":'), 'not_parseable'],
    ['json too deep', '/events/call', signed('['.repeat(40)), 'too_deep'],
    ['a summary without a time', '/events/summary', signed('{"entry_id":"e","entry_result":1}'), 'missing_field'],
    [
      'a summary without a direction',
      '/events/summary',
      signed(JSON.stringify({ ...SUMMARY, call_direction: 9 })),
      'bad_value',
    ],
    ['a leg without its number', '/events/call', signed('{"entry_id":"e"}'), 'missing_field'],
  ])('rejects %s', (_, rest, form, reason) => {
    expect(translateWith(provider, aRequest({ rest, form }), SETTINGS)).toMatchObject({ kind: 'rejected', reason });
  });

  test('replayed bytes are the same event', () => {
    const request = aRequest({ rest: '/events/summary', form: signed(JSON.stringify(SUMMARY)) });
    const again = { ...request, receivedAt: request.receivedAt + 60_000 };
    const [first, second] = [request, again].map((r) => understood(provider, r, SETTINGS).events[0]);
    expect(second).toEqual({ ...first, receivedAt: again.receivedAt });
  });
});
