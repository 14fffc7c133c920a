import { startFakeApi, type FakeApi } from './fake-api.ts';

const TIME = {
  start: 1772445600.1,
  finish: 1772445600.2,
  duration: 0.1,
  processing: 0.05,
  date_start: '2026-03-02T13:00:00+03:00',
  date_finish: '2026-03-02T13:00:00+03:00',
  operating: 0,
};

/** A deal as `crm.deal.get` gives it. */
export function bitrixDeal(id: string, over: object = {}): object {
  return {
    ID: id,
    TITLE: `Сделка #${id}`,
    TYPE_ID: 'SALE',
    STAGE_ID: 'C1:PREPARATION',
    PROBABILITY: null,
    CURRENCY_ID: 'RUB',
    OPPORTUNITY: '34500.00',
    IS_MANUAL_OPPORTUNITY: 'Y',
    TAX_VALUE: '0.00',
    LEAD_ID: '1024',
    COMPANY_ID: '0',
    CONTACT_ID: '84',
    ASSIGNED_BY_ID: '1269',
    DATE_CREATE: '2026-03-02T12:15:00+03:00',
    DATE_MODIFY: '2026-03-02T12:15:01+03:00',
    OPENED: 'Y',
    CLOSED: 'N',
    CATEGORY_ID: '1',
    STAGE_SEMANTIC_ID: 'P',
    SOURCE_ID: 'CALLBACK',
    UTM_SOURCE: 'yandex',
    UTM_MEDIUM: 'cpc',
    UTM_CAMPAIGN: null,
    UTM_CONTENT: null,
    UTM_TERM: null,
    UF_CRM_1721244482250: '1700000000123456789',
    ...over,
  };
}

/** A lead as `crm.lead.get` gives it. */
export function bitrixLead(id: string, over: object = {}): object {
  return {
    ID: id,
    TITLE: `Лид #${id}`,
    NAME: 'Иван',
    LAST_NAME: 'Тестов',
    CONTACT_ID: null,
    SOURCE_ID: 'WEBFORM',
    STATUS_ID: 'IN_PROCESS',
    STATUS_SEMANTIC_ID: 'P',
    CURRENCY_ID: 'RUB',
    OPPORTUNITY: '0.00',
    ASSIGNED_BY_ID: '1',
    DATE_CREATE: '2026-03-02T12:10:00+03:00',
    DATE_MODIFY: '2026-03-02T12:15:50+03:00',
    UTM_SOURCE: 'vk',
    UTM_MEDIUM: 'cpc',
    PHONE: [{ ID: '11658', VALUE_TYPE: 'WORK', VALUE: '8 900 000-01-42', TYPE_ID: 'PHONE' }],
    ...over,
  };
}

/** A contact as `crm.contact.get` gives it. */
export function bitrixContact(id: string): object {
  return {
    ID: id,
    NAME: 'Иван',
    SECOND_NAME: null,
    LAST_NAME: 'Тестов',
    TYPE_ID: 'CLIENT',
    DATE_CREATE: '2026-03-02T12:14:00+03:00',
    DATE_MODIFY: '2026-03-02T12:15:00+03:00',
    HAS_PHONE: 'Y',
    HAS_EMAIL: 'Y',
    PHONE: [{ ID: '1', VALUE_TYPE: 'WORK', VALUE: '+7 900 000-01-42', TYPE_ID: 'PHONE' }],
    EMAIL: [{ ID: '2', VALUE_TYPE: 'WORK', VALUE: 'Ivan@Example.com', TYPE_ID: 'EMAIL' }],
  };
}

/** What every method of the REST API answers with. */
export const bitrixResult = (result: object): { status: 200; json: object } => ({
  status: 200,
  json: { result, time: TIME },
});

/** The portal's REST API behind an incoming webhook: every deal, lead and contact there is. */
export function startFakeBitrix24(): Promise<FakeApi> {
  return startFakeApi((path) => {
    const [, entity, id = ''] = /\/crm\.(deal|lead|contact)\.get\.json\?id=(\d+)$/.exec(path) ?? [];
    const one = { deal: bitrixDeal, lead: bitrixLead, contact: bitrixContact }[entity ?? ''];
    if (one === undefined) return { status: 404, json: { error: 'ERROR_METHOD_NOT_FOUND', error_description: '' } };
    return bitrixResult(one(id));
  });
}
