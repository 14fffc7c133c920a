import { createHmac } from 'node:crypto';
import type { CallEvent } from '@throughline/events';
import { describe, expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import { aRequest, RECEIVED_AT, translateWith, understood } from '../test/translate-with.ts';
import { twilio } from './twilio.ts';

const provider = bindProvider(twilio);
const END = {
  CallSid: 'CA1',
  CallStatus: 'completed',
  CallDuration: '62',
  Duration: '2',
  Direction: 'inbound',
  From: '+13035550142',
  To: '+17205550111',
  SequenceNumber: '3',
  Timestamp: 'Mon, 02 Mar 2026 14:20:31 +0000',
};
const ENDED = Date.UTC(2026, 2, 2, 14, 20, 31);
const LEG = { ...END, CallSid: 'CA2', ParentCallSid: 'CA1', Direction: 'outbound-dial', To: 'client:anna' };

const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

function phases(fields: Record<string, string>, settings: object = {}): CallEvent[] {
  return understood(provider, aRequest({ form: form(fields) }), settings).events as CallEvent[];
}

describe('the signature of twilio', () => {
  const TOKEN = '12345';
  const verified = (body: string, address: string, signature: string | undefined, method = 'POST'): string => {
    const opened = provider.open({ signingKey: TOKEN });
    if (opened.kind !== 'open') throw new Error('bad settings');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      ...(signature === undefined ? {} : { 'x-twilio-signature': signature }),
    };
    return opened.provider.verify({ ...aRequest({ form: body, method }), headers }, address).kind;
  };
  const sign = (text: string): string => createHmac('sha1', TOKEN).update(text).digest('base64');

  // The vector of Twilio's documentation.
  const URL = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const BODY = form({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  });
  const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

  test.each<[string, string, string, string | undefined, string]>([
    ['as documented', BODY, URL, SIGNATURE, 'ok'],
    ['whatever the order of the parameters', BODY.split('&').reverse().join('&'), URL, SIGNATURE, 'ok'],
    ['with the default port written out', BODY, URL.replace('.com', '.com:443'), SIGNATURE, 'ok'],
    ['signed with the default port', 'a=1', 'https://x.example/', sign('https://x.example:443/a1'), 'ok'],
    ['signed with the default port of http', 'a=1', 'http://x.example', sign('http://x.example:80a1'), 'ok'],
    ['empty values and names count', 'a=&b=1&=2', 'https://x.example/', sign('https://x.example/2ab1'), 'ok'],
    [
      'a repeated parameter: each value once, in order',
      'a=2&a=1&a=2',
      'https://x.example/',
      sign('https://x.example/a1a2'),
      'ok',
    ],
    ['text beyond ASCII', 'a=%D0%9F', 'https://x.example/', sign('https://x.example/aП'), 'ok'],
    ['of another port', BODY, URL.replace('.com', '.com:8443'), SIGNATURE, 'wrong_signature'],
    ['of another address', BODY, URL.replace('https', 'http'), SIGNATURE, 'wrong_signature'],
    ['of another body', BODY.replace('1234', '1235'), URL, SIGNATURE, 'wrong_signature'],
    ['absent', BODY, URL, undefined, 'wrong_signature'],
    ['no base64', BODY, URL, '***', 'wrong_signature'],
    ['of an address that is none', BODY, 'nowhere', SIGNATURE, 'wrong_signature'],
    ['of more parameters than any webhook has', 'a&'.repeat(100_001), URL, SIGNATURE, 'wrong_signature'],
  ])('%s', (_, body, address, signature, kind) => {
    expect(verified(body, address, signature)).toBe(kind);
  });

  test('of a GET is over the address alone', () => {
    expect(verified('', URL, sign(URL), 'GET')).toBe('ok');
  });

  test('over 20,000 parameters', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `p${i}`);
    const signature = sign(
      `https://x.example/${[...names]
        .sort()
        .map((name) => `${name}1`)
        .join('')}`,
    );
    expect(verified(names.map((name) => `${name}=1`).join('&'), 'https://x.example/', signature)).toBe('ok');
  });

  test('is not asked for without a token', () => {
    const opened = provider.open({});
    expect(opened.kind === 'open' && opened.provider.verify(aRequest({ form: BODY }), URL).kind).toBe('ok');
  });
});

describe('twilio', () => {
  test('the end of a call also dates its beginning, where its own word on answering stands', () => {
    expect(phases(END)).toMatchObject([
      { key: 'CA1/began', occurredAt: ENDED - 62_000, answered: true, talkSeconds: 62, filled: [] },
      {
        key: 'CA1/3/completed',
        callId: 'src/CA1',
        occurredAt: ENDED,
        direction: 'in',
        line: '+17205550111',
        answered: null,
        talkSeconds: null,
        personal: { phone: '+13035550142' },
      },
    ]);
  });

  test('a GET says the same as a POST', () => {
    const got = understood(provider, aRequest({ method: 'GET', query: form(END) }));
    expect(got).toEqual(understood(provider, aRequest({ form: form(END) })));
  });

  test.each(['busy', 'failed', 'no-answer', 'canceled'])('nobody talked: %s', (CallStatus) => {
    const [began, ended] = phases({ ...END, CallStatus, CallDuration: '0' });
    expect(began).toMatchObject({ answered: false, talkSeconds: 0, occurredAt: ENDED });
    expect(ended).toMatchObject({ answered: null, occurredAt: ENDED });
  });

  test.each(['queued', 'initiated', 'ringing', 'in-progress'])('a call that is %s decides nothing', (CallStatus) => {
    expect(phases({ ...END, CallStatus })).toMatchObject([{ answered: null, talkSeconds: null, direction: 'in' }]);
  });

  test.each<[string, Record<string, string>, object]>([
    [
      'from us',
      { Direction: 'outbound-api' },
      { direction: 'out', line: '+13035550142', personal: { phone: '+17205550111' } },
    ],
    ['no direction', { Direction: 'trunking' }, { direction: null }],
    ['a caller who is not shown', { From: 'Anonymous' }, { personal: { phone: null, phoneRaw: null } }],
    ['a caller not shown, as a number', { From: '+266696687' }, { personal: { phone: null, phoneRaw: null } }],
    [
      'a caller by SIP',
      { From: 'sip:bob@voip.example' },
      { personal: { phone: null, phoneRaw: 'sip:bob@voip.example' } },
    ],
    [
      'a recording in the same callback',
      { RecordingUrl: 'https://api.twilio.com/RE1' },
      { recordingUrl: 'https://api.twilio.com/RE1' },
    ],
    ['the name of the caller', { CallerName: 'JORDAN LEE' }, { personal: { name: 'JORDAN LEE' } }],
  ])('a call: %s', (_, fields, expected) => {
    expect(phases({ ...END, ...fields }).at(-1)).toMatchObject(expected);
  });

  test.each<[string, Record<string, string>, Partial<CallEvent>]>([
    ['answered', {}, { answered: true, talkSeconds: 62, manager: 'anna' }],
    ['answered by a number the settings name', { To: '+13035550100' }, { answered: true, manager: 'Борис' }],
    [
      'not answered',
      { CallStatus: 'no-answer', CallDuration: '0' },
      { answered: false, talkSeconds: 0, manager: null },
    ],
    ['that rings', { CallStatus: 'ringing' }, { answered: null, talkSeconds: null, manager: null }],
  ])('a leg %s is a phase of its call and says nothing of who called', (_, fields, expected) => {
    expect(phases({ ...LEG, ...fields }, { managers: { '+13035550100': 'Борис' } })).toMatchObject([
      { callId: 'src/CA1', direction: null, line: null, personal: { phone: null }, ...expected },
    ]);
  });

  test('a call that is put through but taken by nobody was not answered', () => {
    const told = [...phases(END), ...phases({ ...LEG, CallStatus: 'no-answer', CallDuration: '0' })];
    const said = told.filter(({ answered }) => answered !== null).sort((a, b) => a.occurredAt - b.occurredAt);
    expect(said.map(({ answered }) => answered)).toEqual([true, false]);
  });

  const RECORDING = {
    CallSid: 'CA1',
    RecordingSid: 'RE1',
    RecordingUrl: 'https://api.twilio.com/RE1',
    RecordingStatus: 'completed',
  };
  test.each<[string, Record<string, string>, object]>([
    ['dated', { RecordingStartTime: 'Mon, 02 Mar 2026 14:19:33 +0000' }, { occurredAt: ENDED - 58_000, filled: [] }],
    ['undated', {}, { occurredAt: RECEIVED_AT, filled: ['at'] }],
  ])('a recording, %s, says where it is and nothing else', (_, fields, expected) => {
    expect(phases({ ...RECORDING, ...fields })).toMatchObject([
      {
        key: 'CA1/recording/RE1',
        callId: 'src/CA1',
        recordingUrl: 'https://api.twilio.com/RE1',
        answered: null,
        ...expected,
      },
    ]);
  });

  test('no time is the time of receipt', () => {
    const { Timestamp: _, ...undated } = END;
    expect(phases(undated).at(-1)).toMatchObject({ occurredAt: RECEIVED_AT, filled: ['at'] });
  });

  test.each<[string, Record<string, string>, string]>([
    ['messages', { MessageSid: 'SM1', From: '+13035550142' }, 'not_used'],
    ['calls of employees', { ...END, From: 'client:anna' }, 'internal_call'],
    ['recordings that failed', { ...RECORDING, RecordingStatus: 'failed' }, 'recording_not_ready'],
    ['recordings without an address', { CallSid: 'CA1', RecordingSid: 'RE1' }, 'recording_not_ready'],
  ])('ignores %s', (_, fields, reason) => {
    expect(understood(provider, aRequest({ form: form(fields) }))).toMatchObject({ events: [], ignored: [{ reason }] });
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'missing_field'],
    ['a call without a status', form({ CallSid: 'CA1' }), 'missing_field'],
    ['a status we do not know', form({ ...END, CallStatus: 'teleported' }), 'unknown_event'],
    ['a status of every object', form({ ...END, CallStatus: 'constructor' }), 'unknown_event'],
    ['a time that is none', form({ ...END, Timestamp: 'noon' }), 'bad_value'],
    ['a recording of no time', form({ ...RECORDING, RecordingStartTime: 'noon' }), 'bad_value'],
    ['half a JSON', '{"CallSid":', 'not_parseable'],
  ])('rejects %s', (_, body, reason) => {
    expect(translateWith(provider, aRequest({ form: body }))).toMatchObject({ kind: 'rejected', reason });
  });
});
