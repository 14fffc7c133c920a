import { describe, expect, test } from '@jest/globals';
import { bindProvider } from '../provider/bind-provider.ts';
import { aRequest, translateWith, understood } from '../test/translate-with.ts';
import { hubspot } from './hubspot.ts';

const provider = bindProvider(hubspot);
const ACCESS = { apiToken: 'pat' };
const request = (body: unknown) =>
  aRequest({ form: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const message = (subscriptionType: string, fields: object = {}): object => ({
  ...{ eventId: 1, subscriptionId: 2, portalId: 3, occurredAt: 1772442900638, objectId: 5, subscriptionType },
  ...fields,
});
function said(subscriptionType: string, fields: object = {}, settings: object = {}) {
  const { events, ignored, rejected, readBacks } = understood(
    provider,
    request([message(subscriptionType, fields)]),
    settings,
  );
  return {
    events,
    ignored: ignored.map(({ reason }) => reason),
    rejected: rejected.map(({ reason }) => reason),
    readBacks: readBacks.map(({ entity, id }) => `${entity}/${id}`),
  };
}
const change = (propertyName: string, propertyValue: string, settings: object = {}) =>
  said('deal.propertyChange', { propertyName, propertyValue }, settings);

describe('deals', () => {
  test.each<[string, object[], string[]]>([
    ['deal.creation', [{ deleted: false }], ['deal/5']],
    ['deal.deletion', [{ deleted: true }], []],
    ['deal.restore', [{ deleted: false }], ['deal/5']],
  ])('%s', (type, events, readBacks) => {
    expect(said(type, {}, ACCESS)).toMatchObject({ events, readBacks });
    expect(said(type).ignored).toEqual([]);
  });

  test('an `object.*` event is one of its object type', () => {
    expect(said('object.deletion', { objectTypeId: '0-3' }).events).toMatchObject([{ dealId: 'src/5', deleted: true }]);
    expect(said('object.deletion', { objectTypeId: '2-77' }).ignored).toEqual(['not_used']);
  });

  test('a merge, of which an old record or a new one remains', () => {
    const merge = { objectId: undefined, primaryObjectId: 5, mergedObjectIds: [6, 7] };
    const into = (fields: object) =>
      said('deal.merge', { ...merge, ...fields }).events.map(
        (event) => event.type === 'deal' && [event.dealId, event.mergedInto],
      );
    expect(into({ newObjectId: 5 })).toEqual([
      ['src/6', 'src/5'],
      ['src/7', 'src/5'],
    ]);
    expect(into({ newObjectId: 9 })).toEqual([
      ['src/5', 'src/9'],
      ['src/6', 'src/9'],
      ['src/7', 'src/9'],
    ]);
    expect(said('deal.merge', { newObjectId: 5 }).rejected).toEqual(['missing_field']);
  });

  const OWN = { wonStages: '111, 112', lostStages: ['113'] };
  test.each<[string, object, object]>([
    ['closedwon', {}, { stage: 'closedwon', status: 'won' }],
    ['closedlost', {}, { stage: 'closedlost', status: 'lost' }],
    ['contractsent', ACCESS, { stage: 'contractsent', status: 'open' }],
    ['112', OWN, { stage: '112', status: 'won' }],
    ['113', OWN, { stage: '113', status: 'lost' }],
    ['999', OWN, { stage: '999', status: 'open' }],
    ['999', {}, { stage: '999', status: 'open' }],
    ['999', { stageMap: { 999: 'Замер' } }, { stage: 'Замер' }],
  ])('stage %s under %j', (stage, settings, expected) => {
    expect(change('dealstage', stage, settings).events).toMatchObject([expected]);
  });
  test('whether an unknown stage is won only the API knows', () => {
    const { events, readBacks } = change('dealstage', '999', ACCESS);
    expect([Object.hasOwn(events[0]!, 'status'), readBacks]).toEqual([false, ['deal/5']]);
  });

  test('an amount states no currency: the API has the word, without it the source', () => {
    expect(change('amount', '34500')).toMatchObject({
      events: [{ amount: { amount: '34500.00', currency: 'RUB' }, filled: ['currency'] }],
    });
    expect(change('amount', '').events).toMatchObject([{ amount: null }]);
    expect(change('amount', 'many').rejected).toEqual(['bad_value']);
    expect(change('amount', '34500', ACCESS)).toMatchObject({ events: [], readBacks: ['deal/5'] });
  });

  test('other properties', () => {
    expect(change('hubspot_owner_id', '77', { managers: { 77: 'Анна' } }).events).toMatchObject([{ manager: 'Анна' }]);
    expect(change('closed_lost_reason', 'дорого').events).toMatchObject([{ reason: 'дорого' }]);
    expect(change('utm_source', 'google', ACCESS)).toMatchObject({ events: [], readBacks: ['deal/5'] });
    expect(change('my_source', 'google', { ...ACCESS, fieldMap: { my_source: 'utm_source' } }).readBacks).toEqual([
      'deal/5',
    ]);
    expect(change('num_notes', '5', ACCESS)).toMatchObject({ events: [], readBacks: [], ignored: ['not_used'] });
    expect(change('createdate', '1')).toMatchObject({ ignored: ['read_back_not_configured'] });
  });
});

describe('contacts', () => {
  test('a changed phone or email identifies', () => {
    const phone = said('contact.propertyChange', { propertyName: 'phone', propertyValue: '8 900 000-01-42' });
    expect(phone.events).toMatchObject([{ crmContactId: 'src/5', personal: { phone: '+79000000142' } }]);
    const email = said('contact.propertyChange', { propertyName: 'email', propertyValue: 'A@b.ru' });
    expect(email.events).toMatchObject([{ personal: { email: 'a@b.ru' } }]);
  });
  test.each(['deletion', 'privacyDeletion'])('%s changes no report', (action) => {
    expect(said(`contact.${action}`)).toMatchObject({ events: [], ignored: ['not_used'] });
  });
  test('merged contacts are one person', () => {
    const { events } = said('contact.merge', { primaryObjectId: 101, mergedObjectIds: [102], newObjectId: 104 });
    expect(events.map((event) => event.type === 'identify' && [event.crmContactId, event.visitorId])).toEqual(
      ['104', '101', '102'].map((id) => [`src/${id}`, 'src/merged-contact/104']),
    );
  });
});

describe('the array', () => {
  test('one bad event does not hide its neighbours', () => {
    const bad = [
      ...[message('deal.rocket'), message('deal.creation', { objectId: undefined }), message('company.creation')],
      ...[message('deal.deletion', { occurredAt: 'now' }), 'text', message('deal.creation', { portalId: 4 })],
    ];
    const { events, ignored, rejected } = understood(provider, request([...bad, message('deal.deletion')]), {
      portalId: 3,
    });
    expect(events).toMatchObject([{ deleted: true }]);
    expect(ignored.map(({ reason }) => reason)).toEqual(['company']);
    expect(rejected.map(({ pointer, reason }) => [pointer, reason])).toEqual([
      ['/0', 'unknown_event'],
      ['/1', 'missing_field'],
      ['/3', 'missing_field'],
      ['/4', 'not_parseable'],
      ['/5', 'wrong_account'],
    ]);
  });
  test.each<[unknown, string]>([
    [[], 'missing_field'],
    ['{"half":', 'not_parseable'],
  ])('%j is %s', (body, reason) => {
    const sent = typeof body === 'string' ? aRequest({ form: body }) : request(body);
    expect(translateWith(provider, sent)).toMatchObject({ kind: 'rejected', reason });
  });
  test('the same event sent again is the same content', () => {
    const [first, again] = [0, 3].map((attemptNumber) => said('deal.deletion', { attemptNumber }).events);
    expect(again).toEqual(first);
  });
});
