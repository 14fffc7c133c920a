import { describe, expect, test } from '@jest/globals';
import type { CallEvent, DealEvent } from '@throughline/events';
import { bindProvider } from '../provider/bind-provider.ts';
import type { Translated } from '../provider/translation.ts';
import { bitrixDeal, bitrixLead } from '../test/fake-bitrix24.ts';
import { aRequest, contextFor, RECEIVED_AT, translateWith, understood } from '../test/translate-with.ts';
import { parseJson } from '../wire/parse-json.ts';
import { bitrix24 } from './bitrix24.ts';

const provider = bindProvider(bitrix24);
const ACCESS = { apiUrl: 'https://x.bitrix24.ru', apiUserId: '1', apiToken: 'rest' };
const form = (event: string, fields: string, auth = 'auth[member_id]=m&auth[application_token]=t'): string =>
  `event=${event}&${fields}&ts=1772442901&${auth}`;
const said = (event: string, fields = 'data[FIELDS][ID]=7', settings: unknown = {}): Translated =>
  understood(provider, aRequest({ form: form(event, fields) }), settings);
function readAs(entity: string, id: string, result: object, settings: object = {}): Translated {
  const opened = provider.open({ ...ACCESS, ...settings });
  if (opened.kind !== 'open') throw new Error(JSON.stringify(opened));
  const json = parseJson(JSON.stringify({ result }));
  if (json.kind !== 'read') throw new Error(json.detail);
  const context = contextFor(settings, RECEIVED_AT);
  const translation = opened.provider.readBack!.translate({ entity, id, thin: null }, json.tree, context);
  if (translation.kind === 'rejected') throw new Error(translation.detail);
  return translation;
}

describe('the token of the application', () => {
  const verdict = (settings: unknown, auth?: string): string => {
    const opened = provider.open(settings);
    if (opened.kind !== 'open') return opened.kind;
    return opened.provider.verify(aRequest({ form: form('ONCRMDEALADD', 'data[FIELDS][ID]=7', auth) }), '').kind;
  };
  test.each<[string, unknown, string | undefined, string]>([
    ['the right one', { applicationToken: 't' }, undefined, 'ok'],
    ['the right one as secret', { secret: 't' }, undefined, 'ok'],
    ['another', { applicationToken: 'T' }, undefined, 'wrong_signature'],
    ['none', { applicationToken: 't' }, 'auth[member_id]=m', 'wrong_signature'],
    ['a list', { applicationToken: 't' }, 'auth[application_token][]=t', 'wrong_signature'],
    ['none expected', {}, 'auth[member_id]=m', 'ok'],
  ])('%s', (_, settings, auth, expected) => expect(verdict(settings, auth)).toBe(expected));

  test('another portal is rejected by name', () => {
    expect(
      translateWith(provider, aRequest({ form: form('ONCRMDEALADD', 'data[FIELDS][ID]=7') }), { memberId: 'n' }),
    ).toEqual(expect.objectContaining({ kind: 'rejected', reason: 'wrong_account' }));
  });
});

describe('messages', () => {
  test.each<[string, string, object]>([
    ['ONCRMDEALADD', 'data[FIELDS][ID]=7', { events: ['deal/7/add/1772442901'], readBacks: ['deal/7'] }],
    ['oncrmdealupdate', 'data[FIELDS][ID]=7', { readBacks: ['deal/7'] }],
    ['ONCRMDEALDELETE', 'data[FIELDS][ID]=7', { events: ['deal/7/delete/1772442901'] }],
    ['ONCRMLEADADD', 'data[FIELDS][ID]=7', { readBacks: ['lead/7'] }],
    ['ONCRMLEADDELETE', 'data[FIELDS][ID]=7', { events: ['lead/7/delete/1772442901'] }],
    ['ONCRMCONTACTUPDATE', 'data[FIELDS][ID]=7', { readBacks: ['contact/7'] }],
    ['ONCRMCONTACTDELETE', 'data[FIELDS][ID]=7', { ignored: ['not_used'] }],
    ['ONCRMCOMPANYADD', 'data[FIELDS][ID]=7', { ignored: ['company'] }],
    ['ONCRMDYNAMICITEMADD', 'data[FIELDS][ID]=7&data[FIELDS][ENTITY_TYPE_ID]=130', { ignored: ['not_used'] }],
    ['ONVOXIMPLANTCALLSTART', 'data[CALL_ID]=7', { ignored: ['not_used'] }],
  ])('%s', (event, fields, expected) => {
    const { events, readBacks, ignored } = said(event, fields, ACCESS);
    expect({
      events: events.map(({ key }) => key),
      readBacks: readBacks.map(({ entity, id }) => `${entity}/${id}`),
      ignored: ignored.map(({ reason }) => reason),
    }).toEqual({ events: [], readBacks: [], ignored: [], ...expected });
  });

  test('a deleted deal is deleted, a deleted lead is spam', () => {
    expect(said('ONCRMDEALDELETE').events).toMatchObject([
      { dealId: 'src/7', deleted: true, occurredAt: 1772442901000 },
    ]);
    expect(said('ONCRMLEADDELETE').events).toMatchObject([{ type: 'mark', enquiryId: 'src/lead/7', spam: true }]);
  });

  test.each<[string, string, string]>([
    ['ONCRMROCKETADD', 'data[FIELDS][ID]=7', 'unknown_event'],
    ['ONCRMDEALADD', 'data[FIELDS][NAME]=7', 'missing_field'],
    ['ONCRMDEALMOVETOCATEGORY', 'data[FIELDS][ID]=7', 'missing_field'],
    ['ONVOXIMPLANTCALLEND', 'data[CALL_TYPE]=2', 'missing_field'],
    ['ONVOXIMPLANTCALLEND', 'data[CALL_ID]=7&data[CALL_TYPE]=2&data[CALL_START_DATE]=yesterday', 'bad_value'],
  ])('%s with %s is %s', (event, fields, reason) => {
    const translation = translateWith(provider, aRequest({ form: form(event, fields) }));
    expect(translation).toMatchObject({ kind: 'rejected', reason });
  });

  test.each<[string, string, object]>([
    ['1', '200', { direction: 'out', answered: true, talkSeconds: 178 }],
    ['2', '304', { direction: 'in', answered: false, talkSeconds: 0 }],
    ['3', '200', { direction: 'in', answered: true, talkSeconds: 178 }],
    ['4', '486', { direction: 'out', answered: false, talkSeconds: 0 }],
  ])('a call of type %s that ended with %s', (type, code, expected) => {
    const fields = [
      'data[CALL_ID]=c.1&data[PHONE_NUMBER]=89000000142&data[CALL_DURATION]=178&data[PORTAL_USER_ID]=5',
      `data[CALL_START_DATE]=2026-03-02T12:14:05%2B03:00&data[CALL_TYPE]=${type}&data[CALL_FAILED_CODE]=${code}`,
    ].join('&');
    const call = said('ONVOXIMPLANTCALLEND', fields, { managers: { 5: 'Пётр' } }).events[0] as CallEvent;
    expect(call).toMatchObject({
      ...expected,
      callId: 'src/c.1',
      manager: 'Пётр',
      personal: { phone: '+79000000142' },
    });
  });
});

describe('what the API says', () => {
  const deal = (over: object, settings: object = {}): DealEvent =>
    readAs('deal', '7', bitrixDeal('7', over), settings).events[0] as DealEvent;

  test.each<[object, string]>([
    [{ STAGE_SEMANTIC_ID: 'S', STAGE_ID: 'C1:UC_XYZ' }, 'won'],
    [{ STAGE_SEMANTIC_ID: 'F', STAGE_ID: 'C1:UC_XYZ' }, 'lost'],
    [{ STAGE_SEMANTIC_ID: 'P', STAGE_ID: 'WON' }, 'open'],
    [{ STAGE_SEMANTIC_ID: null, STAGE_ID: 'C7:WON' }, 'won'],
    [{ STAGE_SEMANTIC_ID: null, STAGE_ID: 'APOLOGY' }, 'lost'],
  ])('%j is %s', (over, status) => expect(deal(over).status).toBe(status));

  test('names of stages, pipelines and employees come from the settings; the common pipeline is number 0', () => {
    const settings = { stageMap: { NEW: 'Новая' }, pipelineMap: { 0: 'Общая' }, managers: { 1269: 'Анна' } };
    expect(deal({ STAGE_ID: 'NEW', CATEGORY_ID: '0' }, settings)).toMatchObject({
      ...{ stage: 'Новая', pipeline: 'Общая', manager: 'Анна' },
    });
    expect(deal({ CATEGORY_ID: '0' }).pipeline).toBe('0');
  });

  test('another currency is kept, an absent one is filled in, no contact is none', () => {
    expect(deal({ CURRENCY_ID: 'EUR' }).amount).toEqual({ amount: '34500.00', currency: 'EUR' });
    expect(deal({ CURRENCY_ID: null })).toMatchObject({ amount: { currency: 'RUB' }, filled: ['currency'] });
    expect(readAs('deal', '7', bitrixDeal('7', { CONTACT_ID: '0', LEAD_ID: '0' })).events).toHaveLength(1);
    expect(() => deal({ OPPORTUNITY: 'много' })).toThrow('OPPORTUNITY is no amount');
  });

  test('a lead that a call made is no second enquiry, unless calls come from nowhere else', () => {
    const lead = bitrixLead('7', { SOURCE_ID: 'CALL' });
    const { events, ignored } = readAs('lead', '7', lead);
    expect([events.map(({ type }) => type), ignored]).toMatchObject([['identify'], [{ reason: 'lead_of_call' }]]);
    expect(readAs('lead', '7', lead, { callLeads: 'true' }).events[0]).toMatchObject({
      type: 'enquiry',
      kind: 'callback',
    });
  });

  test('a lead of a spam status is marked, and unmarked when it leaves it', () => {
    const marks = (status: string) =>
      readAs('lead', '7', bitrixLead('7', { STATUS_ID: status }), { spamStatuses: ['JUNK'] }).events.filter(
        ({ type }) => type === 'mark',
      );
    expect(marks('JUNK')).toMatchObject([{ enquiryId: 'src/lead/7', spam: true }]);
    expect(marks('NEW')).toMatchObject([{ spam: false }]);
  });

  test('two states of a lead say one and the same enquiry', () => {
    const enquiry = (over: object) => readAs('lead', '7', bitrixLead('7', over)).events[0];
    expect(enquiry({ DATE_MODIFY: '2026-03-03T12:00:00+03:00', PHONE: [], ASSIGNED_BY_ID: '9' })).toEqual(enquiry({}));
  });
});
