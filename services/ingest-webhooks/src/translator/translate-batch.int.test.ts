import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type CallEvent, type Event, frameRawRecord, TOPICS } from '@throughline/events';
import fc from 'fast-check';
import { allEvents, post, startWebhooks, type Harness } from '../test/start-webhooks.ts';
import { samples, sendSample } from '../test/samples.ts';
import { aRequest, RECEIVED_AT } from '../test/translate-with.ts';

let service: Harness;
beforeEach(async () => {
  service = await startWebhooks();
});
afterEach(async () => {
  await service.stop();
});

async function rejections(): Promise<Record<string, unknown>[]> {
  const { json } = await service.api('GET', '/v1/rejected');
  return json['rejected'] as Record<string, unknown>[];
}

/** The fold of attribution.md: at = the earliest, every other field = the last stated by (at, id). */
function folded(events: readonly Event[]): object {
  const phases = events.filter((event): event is CallEvent => event.type === 'call');
  const last = <K extends keyof CallEvent>(field: K) => phases.findLast((phase) => phase[field] !== null)?.[field];
  return {
    calls: new Set(phases.map((phase) => phase.callId)).size,
    at: phases[0]?.occurredAt,
    direction: last('direction'),
    answered: last('answered'),
    waitSeconds: last('waitSeconds'),
    talkSeconds: last('talkSeconds'),
    line: last('line'),
    manager: last('manager'),
    phone: phases.find((phase) => phase.personal.phone !== null)?.personal.phone,
  };
}

describe('phases of a call', () => {
  const mango = samples().filter(
    ({ provider, body }) => provider === 'mango-office' && body.includes('MjAxMjM0NTY3ODk%3D'),
  );
  const ANSWERED = { answered: true, waitSeconds: 9, talkSeconds: 178, line: '+74990000111', manager: '123' };

  test('of mango, in any order and repeated, are one call as its summary says', async () => {
    expect(mango).toHaveLength(4);
    const { hook } = await service.source('mango-office');
    const order = fc.shuffledSubarray(mango, { minLength: mango.length });
    await fc.assert(
      fc.asyncProperty(order, fc.subarray(mango), async (shuffled, repeated) => {
        for (const sample of [...shuffled, ...repeated]) await sendSample(hook, sample);
        await service.settled();
        expect(folded(await service.events())).toEqual({
          calls: 1,
          at: 1772442845000,
          direction: 'in',
          phone: '+79000000142',
          ...ANSWERED,
        });
      }),
      { numRuns: 10 },
    );
  });

  test('of calltouch, in any order, end as the completed call says', async () => {
    const { hook } = await service.source('calltouch');
    const base = 'id=7&callerphone=79000000142&phonenumber=74990000111&calltime=2026-03-02+12:14:05';
    const phases = [
      `${base}&callphase=callconnecting&status=unsuccessful&duration=0&waiting_time=0`,
      `${base}&callphase=callconnected&duration=0`,
      `${base}&callphase=calldisconnected&status=successful&duration=180&waiting_time=9`,
      `${base}&callphase=callcompleted&status=successful&duration=187&waiting_time=9`,
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(phases, { minLength: 4 }), async (shuffled) => {
        for (const phase of shuffled) await post(hook, phase);
        await service.settled();
        expect(folded(await service.events())).toMatchObject({
          calls: 1,
          answered: true,
          talkSeconds: 187,
          waitSeconds: 9,
        });
      }),
      { numRuns: 10 },
    );
  });

  test('of CallRail, in any order, are one call that was answered, though it is said to be missed while it rings', async () => {
    const { hook } = await service.source('callrail', { country: 'US' });
    const [ended] = samples().filter(({ provider, name }) => provider === 'callrail' && name === 'post-call');
    const fields = JSON.parse(ended!.body) as object;
    const ringing = { ...fields, answered: false, duration: '0', recording: null };
    const phases = [
      ['/pre-call', ringing],
      ['', ringing],
      ['/call-routing-complete', ringing],
      ['/post-call', fields],
      ['/call-modified', { ...fields, changes: ['tags'] }],
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...phases], { minLength: 4 }), async (shuffled) => {
        for (const [rest, body] of shuffled) {
          await fetch(hook + rest, { method: 'POST', body: JSON.stringify(body) });
        }
        await service.settled();
        expect(folded(await service.events())).toMatchObject({
          calls: 1,
          at: Date.UTC(2026, 2, 2, 14, 14, 5, 120),
          direction: 'in',
          answered: true,
          talkSeconds: 187,
          line: '+17205550111',
          phone: '+13035550142',
        });
      }),
      { numRuns: 10 },
    );
  });

  test('of Twilio, in any order, are one call, and its legs say whether anybody talked', async () => {
    const { hook } = await service.source('twilio', { country: 'US' });
    const status = (fields: Record<string, string>, at: string): string =>
      new URLSearchParams({ ...fields, Timestamp: `Mon, 02 Mar 2026 14:${at} +0000` }).toString();
    const inbound = { CallSid: 'CA1', Direction: 'inbound', From: '+13035550142', To: '+17205550111' };
    const leg = { ParentCallSid: 'CA1', Direction: 'outbound-dial', From: '+13035550142' };
    const phases = [
      status({ ...inbound, CallStatus: 'completed', CallDuration: '62', SequenceNumber: '3' }, '20:31'),
      status({ ...leg, CallSid: 'CA2', To: 'client:ann', CallStatus: 'canceled', CallDuration: '0' }, '19:40'),
      status({ ...leg, CallSid: 'CA3', To: 'client:bob', CallStatus: 'completed', CallDuration: '50' }, '20:30'),
      new URLSearchParams({
        CallSid: 'CA1',
        RecordingSid: 'RE1',
        RecordingUrl: 'https://api.twilio.com/RE1',
        RecordingStartTime: 'Mon, 02 Mar 2026 14:19:40 +0000',
      }).toString(),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(phases, { minLength: 4 }), async (shuffled) => {
        for (const body of shuffled) await post(hook, body);
        await service.settled();
        expect(folded(await service.events())).toEqual({
          calls: 1,
          at: Date.UTC(2026, 2, 2, 14, 19, 29),
          direction: 'in',
          answered: true,
          waitSeconds: undefined,
          talkSeconds: 50,
          line: '+17205550111',
          manager: 'bob',
          phone: '+13035550142',
        });
      }),
      { numRuns: 10 },
    );
  });

  test('of UIS, in any order, begin before the first notification and end as the last says', async () => {
    const { hook } = await service.source('uis-comagic');
    const phase = (event: string, time: string, fields: object = {}): string =>
      JSON.stringify({
        event,
        call_session_id: 7,
        notification_time: `2026-03-02 12:${time}`,
        direction: 'in',
        contact_phone_number: '79000000142',
        virtual_phone_number: '74990000111',
        ...fields,
      });
    const phases = [
      phase('call_waiting', '14:07.000', { employee_full_name: 'Анна' }),
      phase('talk_started', '14:14.000', { employee_full_name: 'Анна' }),
      phase('call_finished', '17:12.000', {
        talk_time_duration: 178,
        total_time_duration: 187,
        wait_time_duration: 9,
        employee_full_name: 'Борис',
      }),
      phase('call_recording', '17:40.000', { file_link: 'https://media.uiscom.example/7' }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(phases, { minLength: 4 }), async (shuffled) => {
        for (const body of shuffled) await fetch(hook, { method: 'POST', body });
        await service.settled();
        expect(folded(await service.events())).toEqual({
          calls: 1,
          at: Date.UTC(2026, 2, 2, 9, 14, 5),
          direction: 'in',
          answered: true,
          waitSeconds: 9,
          talkSeconds: 178,
          line: '+74990000111',
          manager: 'Борис',
          phone: '+79000000142',
        });
      }),
      { numRuns: 10 },
    );
  });
});

describe('the translator', () => {
  test('reads by exactly the settings under which the request came', async () => {
    const { id, hook } = await service.source('calltouch', { time_zone: 'Asia/Vladivostok' });
    await post(hook, 'id=1&callerphone=79000000142&calltime=2026-03-02+12:00:00');
    await service.settled();
    const before = await service.events();
    await service.change(id, { settings: { timeZone: 'Europe/Kaliningrad' } });
    // The same record again, as after a crash before the offsets were committed: it keeps its old zone.
    const [raw] = (await Promise.all([0, 1, 2].map((p) => service.eventLog.read(TOPICS.raw, p, 0, 1)))).flat();
    await service.eventLog.append(TOPICS.raw, [{ key: id, value: raw!.value }]);
    await service.settled();
    const again = await service.events();
    expect(again).toHaveLength(2);
    expect(again.map((event) => ({ ...event, raw: null }))).toEqual(
      [before[0], before[0]].map((e) => ({ ...e, raw: null })),
    );
    expect(again[0]?.occurredAt).toBe(Date.UTC(2026, 2, 2, 2));
    await post(hook, 'id=2&callerphone=79000000142&calltime=2026-03-02+12:00:00');
    await service.settled();
    expect((await service.events()).at(-1)?.occurredAt).toBe(Date.UTC(2026, 2, 2, 10));
  });

  test('poison is rejected by name and holds up nothing', async () => {
    const { id, hook } = await service.source('calltouch');
    const unknown = frameRawRecord({
      workspace: 'main',
      source: 'gone',
      settingsVersion: 1,
      requestId: '',
      request: aRequest({ form: 'id=1' }),
    });
    await service.eventLog.append(TOPICS.raw, [
      { key: id, value: Buffer.from('no frame at all') },
      { key: id, value: Buffer.from('{"half":\n') },
      { key: id, value: unknown },
    ]);
    await post(hook, 'id=7&callerphone=79000000142&timestamp=1772442845');
    await service.settled();
    expect(await service.events()).toHaveLength(1);
    const reasons = (await rejections()).map(({ reason }) => reason);
    expect(reasons).toEqual(['unknown_source', 'unreadable_record', 'unreadable_record']);
  });

  test.each<[string, number, boolean]>([
    ['1999', Date.UTC(1999, 11, 31, 23, 59, 59), false],
    ['2000', Date.UTC(2000, 0, 1), true],
    ['24 h ahead', RECEIVED_AT + 86_400_000, true],
    ['a second more than 24 h ahead', RECEIVED_AT + 86_401_000, false],
  ])('a clock that says %s', async (_, at, believed) => {
    const { hook } = await service.source('calltouch');
    await post(hook, `id=7&callerphone=79000000142&timestamp=${at / 1000}`);
    await service.settled();
    expect(await service.events()).toHaveLength(believed ? 1 : 0);
    expect((await rejections()).map(({ reason }) => reason)).toEqual(believed ? [] : ['clock_out_of_range']);
  });

  test('of a batch the good leads are events and the bad ones one rejected record', async () => {
    const { hook } = await service.source('amocrm');
    const lead = (index: number, id: string): string =>
      `leads[update][${index}][id]=${id}&leads[update][${index}][updated_at]=1772442900`;
    await post(hook, [lead(0, '1'), lead(1, ''), lead(2, '3'), 'rockets[add][0][id]=1'].join('&'));
    await service.settled();
    expect((await service.events()).map((event) => event.type === 'deal' && event.dealId)).toEqual([
      'amocrm/1',
      'amocrm/3',
    ]);
    expect(await rejections()).toMatchObject([
      {
        reason: 'missing_field',
        parts: [
          { pointer: 'leads/update/1', reason: 'missing_field' },
          { pointer: 'rockets/add/0', reason: 'unknown_event' },
        ],
      },
    ]);
  });

  test('20,000 parameters through the door', async () => {
    const { hook } = await service.source('amocrm');
    const fields = ['id', 'status_id', 'pipeline_id', 'price', 'updated_at'];
    const values = ['', '53000001', '6250001', '100', '1772442900'];
    const body = Array.from({ length: 4000 }, (_, lead) =>
      fields
        .map((field, i) => `leads%5Bupdate%5D%5B${lead}%5D%5B${field}%5D=${i === 0 ? lead + 1 : values[i]}`)
        .join('&'),
    ).join('&');
    expect((await post(hook, body)).status).toBe(202);
    await service.settled();
    expect(new Set((await service.events()).map((event) => event.id)).size).toBe(4000);
  });

  test('windows-1251 is read, and read once', async () => {
    const { hook } = await service.source('calltouch');
    await post(hook, 'id=7&callerphone=79000000142&timestamp=1772442845&city=%CC%EE%F1%EA%E2%E0');
    await service.settled();
    expect((await service.events())[0]?.extra).toContain('Москва');
  });

  test('a batch that could not be stored comes again, whole', async () => {
    const { hook } = await service.source('calltouch');
    const append = service.eventLog.append.bind(service.eventLog);
    let failures = 1;
    Object.assign(service.eventLog, {
      append: (topic: string, records: never[]) =>
        topic === TOPICS.events && failures-- > 0 ? Promise.reject(new Error('broker gone')) : append(topic, records),
    });
    await post(hook, 'id=7&callerphone=79000000142&timestamp=1772442845');
    await service.settled();
    expect(await allEvents(service.eventLog)).toHaveLength(1);
    expect(service.logged()).toContain('broker gone');
  });
});
