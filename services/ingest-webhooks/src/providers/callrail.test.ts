import { createHmac } from 'node:crypto';
import type { CallEvent, EnquiryEvent, WebhookRequest } from '@throughline/events';
import { describe, expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import { aRequest, RECEIVED_AT, translateWith, understood } from '../test/translate-with.ts';
import { callrail } from './callrail.ts';

const provider = bindProvider(callrail);
const CALL = {
  answered: true,
  direction: 'inbound',
  duration: '187',
  id: 1900000101,
  resource_id: 'CAL01',
  start_time: '2026-03-02T09:14:05.120-05:00',
  customer_phone_number: '+13035550142',
  tracking_phone_number: '+17205550111',
};
const STARTED = Date.UTC(2026, 2, 2, 14, 14, 5, 120);

function json(rest: string, fields: unknown): WebhookRequest {
  return aRequest({ rest, headers: { 'content-type': 'application/json' }, form: JSON.stringify(fields) });
}
function call(fields: object, rest = '/post-call', settings: object = {}): CallEvent {
  return understood(provider, json(rest, fields), settings).events[0] as CallEvent;
}

describe('callrail', () => {
  const KEY = 'company-key';
  const body = JSON.stringify(CALL);
  const signature = createHmac('sha1', KEY).update(body).digest('base64');

  test.each<[string, object, string | undefined, string, boolean]>([
    ['the key of the company', { signingKey: KEY }, signature, body, true],
    ['the key as secret', { secret: KEY }, signature, body, true],
    ['one of several keys', { signingKeys: ['old', KEY] }, signature, body, true],
    ['no key is configured', {}, undefined, body, true],
    ['another key', { signingKey: 'other' }, signature, body, false],
    ['no signature', { signingKey: KEY }, undefined, body, false],
    ['a signature that is no base64', { signingKey: KEY }, '***', body, false],
    ['the same JSON written otherwise', { signingKey: KEY }, signature, body.replace(':', ': '), false],
  ])('signature: %s', (_, settings, given, sent, valid) => {
    const headers = given === undefined ? {} : { signature: given };
    const opened = provider.open(settings);
    const verified =
      opened.kind === 'open' ? opened.provider.verify({ ...json('', {}), headers, body: Buffer.from(sent) }, '') : null;
    expect(verified?.kind).toBe(valid ? 'ok' : 'wrong_signature');
  });

  test('a call that ended', () => {
    expect(call(CALL)).toMatchObject({
      key: 'CAL01/3ended',
      callId: 'src/CAL01',
      occurredAt: STARTED,
      filled: [],
      direction: 'in',
      line: '+17205550111',
      answered: true,
      talkSeconds: 187,
      waitSeconds: null,
      personal: { phone: '+13035550142' },
    });
  });

  test.each<[string, string, object, Partial<CallEvent>]>([
    ['missed', '/post-call', { answered: false }, { answered: false, talkSeconds: 0 }],
    [
      'a message left is no talk',
      '/post-call',
      { answered: false, voicemail: true },
      { answered: false, talkSeconds: 0 },
    ],
    ['texts, as in forms', '/post-call', { answered: 'true', duration: 187 }, { answered: true, talkSeconds: 187 }],
    ['not said', '/post-call', { answered: null }, { answered: null, talkSeconds: null }],
    ['it rings', '/pre-call', { answered: false, duration: '0' }, { answered: null, talkSeconds: null }],
    ['it is put through', '/call-routing-complete', { answered: false }, { answered: null, talkSeconds: null }],
    ['from us', '/outbound-post-call', { direction: 'outbound' }, { direction: 'out', answered: true }],
  ])('answered: %s', (_, rest, fields, expected) => {
    expect(call({ ...CALL, ...fields }, rest)).toMatchObject(expected);
  });

  test('phases share the time of the start, and the later sorts later', () => {
    const ids = ['/pre-call', '/call-routing-complete', '/post-call', '/call-modified'].map(
      (rest) => call(CALL, rest).id,
    );
    expect([...ids].sort()).toEqual(ids);
  });

  test.each<[string, object, string]>([
    ['changes: modified', { ...CALL, changes: ['tags'] }, 'CAL01/4modified'],
    ['a duration: ended', CALL, 'CAL01/3ended'],
    ['none: missed, unless its end says otherwise', { ...CALL, duration: '0', answered: false }, 'CAL01/2missed'],
  ])('at an address for all kinds the body says which it is; %s', (_, fields, key) => {
    expect(call(fields, '').key).toBe(key);
  });

  test('an old account names a call by its number, in a form, with old names of fields', () => {
    const form = new URLSearchParams({
      id: '766970532',
      answered: 'false',
      callernum: '+12148654559',
      callername: 'Kaylah Mills',
      trackingnum: '+14045558514',
      datetime: '2018-02-19 18:41:00',
      duration: '13',
    }).toString();
    const { events } = understood(provider, aRequest({ rest: '/post-call', form }));
    expect(events).toMatchObject([
      {
        callId: 'src/766970532',
        occurredAt: Date.UTC(2018, 1, 19, 18, 41),
        answered: false,
        line: '+14045558514',
        personal: { phone: '+12148654559', name: 'Kaylah Mills' },
      },
    ]);
  });

  test('the query, which nobody signed, says nothing', () => {
    const request = { ...json('/post-call', { ...CALL, direction: null }), query: 'direction=outbound&callernum=666' };
    expect(understood(provider, request).events).toMatchObject([
      { direction: null, personal: { phone: '+13035550142' } },
    ]);
  });

  test.each<[string, unknown, number]>([
    ['good_lead', 'good_lead', 1],
    ['not_a_lead', 'not_a_lead', 1],
    ['a word on another call', 'previously_marked_good_lead', 0],
    ['nothing', null, 0],
  ])('the quality of a lead is a mark on its call: %s', (_, status, marks) => {
    const { events } = understood(provider, json('/call-modified', { ...CALL, lead_status: status }));
    expect(events).toHaveLength(1 + marks);
    const said = { type: 'mark', enquiryId: 'src/CAL01', quality: status, spam: null, occurredAt: RECEIVED_AT };
    if (marks === 1) expect(events[1]).toMatchObject(said);
  });

  test.each<[string, object, object | null]>([
    [
      'utm and click id',
      { utm_source: 'google', utm_medium: 'cpc', keywords: 'windows', gclid: 'A1', source_name: 'Pool' },
      { source: 'google', medium: 'cpc', term: 'windows', clickId: 'gclid=A1' },
    ],
    [
      'the page and where it was reached from',
      { referring_url: 'https://bing.com/', source_name: 'Pool' },
      { source: null, referrer: 'https://bing.com/' },
    ],
    ['a number of a leaflet', { source_name: 'Leaflet', medium: 'print' }, { source: 'Leaflet', medium: 'print' }],
    ['direct', { source_name: 'Direct', medium: 'direct' }, { source: '(direct)', medium: null }],
    ['nothing', { utm_source: '', gclid: '' }, null],
  ])('the origin: %s', (_, fields, origin) => {
    const { statedOrigin } = call({ ...CALL, ...fields });
    if (origin === null) expect(statedOrigin).toBeNull();
    else expect(statedOrigin).toMatchObject(origin);
  });

  test('ids of other systems are carried as those systems write them', () => {
    const fields = { ga: 'GA1.2.1234567890.1700000000', person_resource_id: 'PER01' };
    expect(call({ ...CALL, ...fields }).clientIds).toEqual({ callrail: 'PER01', ga: '1234567890.1700000000' });
  });

  test('the manager is named by the settings', () => {
    const fields = { ...CALL, agent_email: 'ann@acme.example' };
    expect(call(fields).manager).toBe('ann@acme.example');
    expect(call(fields, '/post-call', { managers: { 'ann@acme.example': 'Ann' } }).manager).toBe('Ann');
  });

  const FORM = { id: 'FRM1', submitted_at: '2026-03-04T08:00:00.000-05:00', form_data: { Telephone: '+13035550177' } };
  test.each<[string, object, object]>([
    [
      'the fields of any site',
      { form_data: { 'Your name': 'Ann', 'E-mail': ' Ann@Acme.example' } },
      { name: 'Ann', email: 'ann@acme.example' },
    ],
    ['a phone by another name', {}, { phone: '+13035550177' }],
    ['its own fields', { form_data: {}, customer_phone_number: '+13035550178' }, { phone: '+13035550178' }],
  ])('a form is an enquiry: %s', (_, fields, personal) => {
    const [event] = understood(provider, json('/form', { ...FORM, ...fields })).events;
    expect(event as EnquiryEvent).toMatchObject({ type: 'enquiry', kind: 'form', id: 'src/form-FRM1', personal });
  });

  test.each<[string, string, object, string]>([
    ['messages', '/text-message-received', { id: 1, content: 'hi' }, 'not_used'],
    ['messages at an address for all kinds', '', { id: 1, message_type: 'sms' }, 'not_used'],
    ['forms that name nobody', '/form', { ...FORM, form_data: { message: 'hi' } }, 'nothing_stated'],
  ])('ignores %s', (_, rest, fields, reason) => {
    expect(understood(provider, json(rest, fields))).toMatchObject({ events: [], ignored: [{ reason }] });
  });

  test.each<[string, string, string, string]>([
    ['an event of another path', '/fax-received', body, 'unknown_event'],
    ['a path of every object', '/constructor', body, 'unknown_event'],
    ['a call without an id', '/post-call', '{}', 'missing_field'],
    ['a form without an id', '/form', '{}', 'missing_field'],
    ['nothing', '/post-call', '', 'missing_field'],
    ['a time that is none', '/post-call', JSON.stringify({ ...CALL, start_time: 'noon' }), 'bad_value'],
    ['a form of no time', '/form', JSON.stringify({ ...FORM, submitted_at: 'noon' }), 'bad_value'],
    ['half a body', '/post-call', body.slice(0, 20), 'not_parseable'],
  ])('rejects %s', (_, rest, sent, reason) => {
    expect(translateWith(provider, { ...json(rest, {}), body: Buffer.from(sent) })).toMatchObject({
      kind: 'rejected',
      reason,
    });
  });

  test('20,000 fields beside its own', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`field${i}`, i]));
    expect(call({ ...many, ...CALL })).toMatchObject({ talkSeconds: 187 });
  });
});
