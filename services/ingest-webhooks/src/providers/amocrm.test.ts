import type { DealEvent, IdentifyEvent } from '@throughline/events';
import { describe, expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import type { Translated } from '../provider/translation.ts';
import { aRequest, contextFor, RECEIVED_AT, translateWith, understood } from '../test/translate-with.ts';
import { parseJson } from '../wire/parse-json.ts';
import { amocrm } from './amocrm.ts';

const provider = bindProvider(amocrm);
const ACCESS = { apiUrl: 'https://testacc.amocrm.ru', apiToken: 'token' };

/** Nested values as the brackets amoCRM sends. */
function form(value: object, prefix = ''): string {
  return Object.entries(value)
    .map(([name, member]: [string, unknown]) => {
      const path = prefix === '' ? name : `${prefix}[${name}]`;
      if (typeof member === 'object' && member !== null) return form(member, path);
      return `${encodeURIComponent(path)}=${encodeURIComponent(String(member))}`;
    })
    .filter((piece) => piece !== '')
    .join('&');
}
function sent(value: object, settings: unknown = {}): Translated {
  return understood(provider, aRequest({ form: form(value) }), settings);
}
function deal(lead: object, action = 'update', settings: unknown = {}): DealEvent {
  return sent({ leads: { [action]: [lead] } }, settings).events[0] as DealEvent;
}

const LEAD = {
  id: '8000001',
  status_id: '53000001',
  pipeline_id: '6250001',
  price: '34500',
  updated_at: '1772442900',
  created_at: '1772442800',
  responsible_user_id: '9000001',
};

describe('amoCRM leads', () => {
  test('states what it says, and no more', () => {
    const { statedOrigin, reason, deleted, ...event } = deal(LEAD);
    expect({ statedOrigin, reason, deleted }).toEqual({
      statedOrigin: undefined,
      reason: undefined,
      deleted: undefined,
    });
    expect(event).toMatchObject({
      dealId: 'src/8000001',
      key: 'lead/8000001/update/1772442900',
      occurredAt: 1772442900000,
      createdAt: 1772442800000,
      status: 'open',
      stage: '53000001',
      pipeline: '6250001',
      manager: '9000001',
      amount: { amount: '34500.00', currency: 'RUB' },
      filled: ['currency'],
    });
    expect('statedOrigin' in deal(LEAD)).toBe(false);
  });

  test.each([
    ['142', 'won'],
    ['143', 'lost'],
    ['53000001', 'open'],
  ])('status %s is %s', (status_id, status) => {
    expect(deal({ ...LEAD, status_id }).status).toBe(status);
  });

  test('names come from the settings', () => {
    const settings = {
      stageMap: { 53000001: 'Первичный', '6250001/53000002': 'Замер' },
      pipelineMap: { 6250001: 'Окна' },
      managers: { 9000001: 'Анна' },
      reasonMap: { 5: 'Дорого' },
    };
    expect(deal({ ...LEAD, loss_reason_id: '5' }, 'update', settings)).toMatchObject({
      stage: 'Первичный',
      pipeline: 'Окна',
      manager: 'Анна',
      reason: 'Дорого',
    });
    expect(deal({ ...LEAD, status_id: '53000002' }, 'update', settings).stage).toBe('Замер');
  });

  test.each<[string, object, object]>([
    ['deleted', { id: '1' }, { deleted: true, occurredAt: RECEIVED_AT, filled: ['at'] }],
    [
      'deleted at a known time',
      { id: '1', updated_at: '1772442900' },
      { deleted: true, occurredAt: 1772442900000, filled: [] },
    ],
  ])('%s', (_, lead, expected) => {
    const event = deal(lead, 'delete');
    expect(event).toMatchObject(expected);
    expect('status' in event).toBe(false);
  });

  test('restored', () => {
    expect(deal(LEAD, 'restore')).toMatchObject({ deleted: false, status: 'open' });
  });

  test('custom fields become origin and client ids, by name, code or the settings', () => {
    const custom_fields = [
      { id: '1', name: 'utm_source', values: [{ value: 'yandex' }] },
      { id: '2', name: 'Метка', code: 'UTM_MEDIUM', values: [{ value: 'cpc' }] },
      { id: '3', name: '_ym_uid', values: [{ value: '1700000000123456789' }] },
      { id: '4', name: 'Кампания', values: [{ value: 'brand' }] },
      { id: '5', name: 'roistat', values: ['123456'] },
      { id: '6', name: 'gclid', values: [{ value: 'Cj0' }] },
      { id: '7', name: 'Себестоимость', values: [{ value: '100.5' }] },
      { id: '8', name: 'utm_term', values: [{ value: 'x' }] },
    ];
    const settings = { fieldMap: { 4: 'utm_campaign', Себестоимость: 'cost_of_goods', 8: 'ignore' } };
    expect(deal({ ...LEAD, custom_fields }, 'add', settings)).toMatchObject({
      statedOrigin: { source: 'yandex', medium: 'cpc', campaign: 'brand', term: null, clickId: 'gclid=Cj0' },
      clientIds: { roistat: '123456', ym_uid: '1700000000123456789' },
      costOfGoods: { amount: '100.50', currency: 'RUB' },
    });
  });

  test('names that every object knows mean nothing', () => {
    const custom_fields = ['constructor', 'toString', 'hasOwnProperty'].map((name) => ({
      id: name,
      name,
      values: [{ value: 'x' }],
    }));
    const lead = { ...LEAD, status_id: 'constructor', responsible_user_id: 'toString', custom_fields };
    expect(deal(lead, 'update', { stageMap: {}, managers: {}, fieldMap: {} })).toMatchObject({
      stage: 'constructor',
      manager: 'toString',
      clientIds: {},
    });
  });

  test('two changes of stage within a second are two events', () => {
    const status = [
      { ...LEAD, old_status_id: '1', status_id: '2' },
      { ...LEAD, old_status_id: '2', status_id: '3' },
    ];
    expect(new Set(sent({ leads: { status } }).events.map((event) => event.key)).size).toBe(2);
  });

  test('one bad lead hides none of its neighbours', () => {
    const translation = sent({
      leads: {
        update: [
          LEAD,
          { name: 'no id' },
          { ...LEAD, id: '2', price: 'много' },
          { ...LEAD, id: '3', updated_at: 'вчера' },
          { ...LEAD, id: '4' },
        ],
      },
    });
    expect(translation.events.map((event) => (event as DealEvent).dealId)).toEqual(['src/8000001', 'src/4']);
    expect(translation.rejected.map(({ pointer, reason }) => [pointer, reason])).toEqual([
      ['leads/update/1', 'missing_field'],
      ['leads/update/2', 'bad_value'],
      ['leads/update/3', 'bad_value'],
    ]);
  });

  test('a batch of 20,000 parameters', () => {
    const leads = Array.from({ length: 2900 }, (_, index) => ({ ...LEAD, id: String(index) }));
    const translation = sent({ leads: { update: leads } });
    expect(translation.events).toHaveLength(2900);
    expect((translation.events[2899] as DealEvent).dealId).toBe('src/2899');
  });
});

describe('amoCRM accounts and entities', () => {
  test.each<[string, object, object, boolean]>([
    ['the account', { accountId: 30000001 }, { id: '30000001' }, true],
    ['another account', { accountId: '30000001' }, { id: '30000002' }, false],
    ['no account said', { accountId: '30000001' }, {}, false],
    ['by subdomain', { subdomain: 'testacc' }, { subdomain: 'testacc' }, true],
    ['another subdomain', { subdomain: 'testacc' }, { subdomain: 'evil' }, false],
    ['nothing configured', {}, { id: '5' }, true],
  ])('%s', (_, settings, account, right) => {
    const translation = translateWith(
      provider,
      aRequest({ form: form({ leads: { add: [LEAD] }, account }) }),
      settings,
    );
    expect(translation).toMatchObject(right ? { kind: 'translated' } : { kind: 'rejected', reason: 'wrong_account' });
  });

  test.each<[string, object, string]>([
    ['notes', { leads: { note: [{ note: { element_id: '1' } }] } }, 'note'],
    ['unsorted', { unsorted: { add: [{ uid: 'x' }] } }, 'unsorted'],
    ['tasks', { task: { add: [{ id: '1' }] } }, 'not_used'],
    ['companies', { contacts: { add: [{ id: '1', type: 'company', updated_at: '1772442900' }] } }, 'company'],
    ['contacts that join nothing', { contacts: { add: [{ id: '1', updated_at: '1772442900' }] } }, 'nothing_stated'],
  ])('%s are ignored, by name', (_, body, reason) => {
    expect(sent(body)).toMatchObject({ events: [], rejected: [], ignored: [{ reason }] });
  });

  test.each<[string, string]>([
    ['an unknown entity', 'rockets[add][0][id]=1'],
    ['an unknown action', 'leads[explode][0][id]=1'],
  ])('%s is rejected, by name', (_, body) => {
    expect(understood(provider, aRequest({ form: body })).rejected).toMatchObject([{ reason: 'unknown_event' }]);
  });

  test.each<[string, string, string]>([
    ['nothing at all', '', 'unknown_event'],
    ['an account alone', 'account[id]=1', 'unknown_event'],
    ['brackets without an end', `a${'[b]'.repeat(40)}=1`, 'too_deep'],
  ])('%s is rejected', (_, body, reason) => {
    expect(translateWith(provider, aRequest({ form: body }))).toMatchObject({ kind: 'rejected', reason });
  });
});

const CONTACT = {
  id: '21000001',
  name: 'Иван',
  updated_at: '1772442900',
  linked_leads_id: { 8000001: { ID: '8000001' } },
  custom_fields: [
    {
      id: '1',
      name: 'Телефон',
      code: 'PHONE',
      values: [{ value: '+7 (900) 000-01-42' }, { value: '8 900 000 01 43' }],
    },
    { id: '2', name: 'Email', code: 'EMAIL', values: [{ value: 'Ivan@Example.com' }] },
  ],
};

describe('amoCRM contacts', () => {
  test('each phone and email is joined to the contact, each lead to the contact', () => {
    const events = sent({ contacts: { add: [CONTACT] } }).events;
    const identifies = events.filter((event): event is IdentifyEvent => event.type === 'identify');
    expect(identifies.map(({ crmContactId, personal }) => [crmContactId, personal.phone, personal.email])).toEqual([
      ['src/21000001', '+79000000142', 'ivan@example.com'],
      ['src/21000001', '+79000000143', null],
    ]);
    const link = events.find((event): event is DealEvent => event.type === 'deal');
    expect(link).toMatchObject({ dealId: 'src/8000001', crmContactId: 'src/21000001' });
    expect(Object.keys(link ?? {})).not.toContain('status');
  });

  test('no key or id holds what is personal', () => {
    const ids = sent({ contacts: { add: [CONTACT] } }).events.map((event) => event.id + event.key);
    expect(ids.join()).not.toMatch(/000-?01-?4|example/i);
  });

  test('fields without a code are known by their usual names', () => {
    const custom_fields = [{ id: '1', name: 'телефон', values: [{ value: '89000000142' }] }];
    expect(sent({ contacts: { update: [{ ...CONTACT, custom_fields }] } }).events[0]).toMatchObject({
      personal: { phone: '+79000000142' },
    });
  });
});

const THIN = { id: '8000001', status_id: '53000002', pipeline_id: '6250001', old_status_id: '53000001' };

describe('amoCRM thin events', () => {
  test('stand at their receipt and ask for the lead', () => {
    const { events, readBacks } = sent({ leads: { status: [THIN] } }, ACCESS);
    expect(events).toMatchObject([{ occurredAt: RECEIVED_AT, filled: ['at'], stage: '53000002', status: 'open' }]);
    expect(readBacks).toMatchObject([{ entity: 'lead', id: '8000001', thin: { state: '53000002' } }]);
  });

  test('without access to the API that is counted, and the event stands', () => {
    const { events, readBacks, ignored } = sent({ leads: { status: [THIN] } });
    expect([events.length, readBacks.length]).toEqual([1, 0]);
    expect(ignored).toMatchObject([{ reason: 'read_back_not_configured' }]);
  });

  test('a full new lead asks whose it is; a full change asks nothing', () => {
    expect(sent({ leads: { add: [LEAD] } }, ACCESS).readBacks).toMatchObject([{ entity: 'lead', thin: null }]);
    expect(sent({ leads: { update: [LEAD] } }, ACCESS).readBacks).toEqual([]);
  });

  function readBack(
    api: object | null,
    entity = 'lead',
    thin = sent({ leads: { status: [THIN] } }, ACCESS).readBacks[0]?.thin ?? null,
  ) {
    const opened = provider.open(ACCESS);
    if (opened.kind !== 'open' || opened.provider.readBack === null) throw new Error('no access');
    const found = api === null ? null : parseJson(JSON.stringify(api));
    if (found?.kind === 'unreadable') throw new Error(found.reason);
    const id = entity === 'lead' ? '8000001' : '21000001';
    const context = { ...contextFor(ACCESS, RECEIVED_AT), generation: 999 };
    return opened.provider.readBack.translate({ entity, id, thin }, found?.tree ?? null, context);
  }
  const API_LEAD = {
    id: 8000001,
    price: 34500,
    status_id: 53000002,
    pipeline_id: 6250001,
    responsible_user_id: 9000001,
    loss_reason_id: null,
    created_at: 1772442800,
    updated_at: 1772442900,
    is_deleted: false,
    custom_fields_values: [{ field_id: 1, field_name: 'utm_source', field_code: null, values: [{ value: 'yandex' }] }],
    _embedded: {
      contacts: [
        { id: 5, is_main: false },
        { id: 21000001, is_main: true },
      ],
    },
  };

  test('what is read states all of it, links the main contact and asks for that', () => {
    const translation = readBack(API_LEAD);
    expect(translation).toMatchObject({
      kind: 'translated',
      events: [
        {
          key: 'lead/8000001/read/1772442900',
          occurredAt: 1772442900000,
          status: 'open',
          amount: { amount: '34500.00' },
          statedOrigin: { source: 'yandex' },
          deleted: false,
        },
        { type: 'deal', dealId: 'src/8000001', crmContactId: 'src/21000001' },
      ],
      readBacks: [{ entity: 'contact', id: '21000001' }],
    });
  });

  test.each<[string, object, boolean]>([
    ['the lead stands where it said', { status_id: 53000002 }, false],
    ['the lead has moved on since', { status_id: 142, updated_at: RECEIVED_AT / 1000 + 60 }, false],
    ['the lead had moved on before it came', { status_id: 142, updated_at: RECEIVED_AT / 1000 - 60 }, true],
  ])('a thin event is withdrawn only when it came late: %s', (_, over, withdrawn) => {
    const translation = readBack({ ...API_LEAD, ...over });
    const retractions = translation.kind === 'translated' ? translation.events.filter((event) => event.retracted) : [];
    expect(retractions.map(({ key, generation }) => [key, generation])).toEqual(
      withdrawn ? [[`lead/8000001/status/53000001/53000002/@${RECEIVED_AT}`, 999]] : [],
    );
  });

  test('a contact read back joins its phones', () => {
    const custom_fields_values = [
      {
        field_id: 1,
        field_name: 'Телефон',
        field_code: 'PHONE',
        values: [{ value: '+79000000142', enum_code: 'WORK' }],
      },
    ];
    const translation = readBack(
      { id: 21000001, name: 'Иван', updated_at: 1772442900, custom_fields_values },
      'contact',
      null,
    );
    expect(translation).toMatchObject({
      events: [{ type: 'identify', crmContactId: 'src/21000001', personal: { phone: '+79000000142', name: 'Иван' } }],
    });
  });

  test('what is gone is counted; what is another entity is rejected', () => {
    expect(readBack(null)).toMatchObject({ events: [], ignored: [{ reason: 'gone' }] });
    expect(readBack({ ...API_LEAD, id: 5 })).toMatchObject({ kind: 'rejected' });
  });
});
