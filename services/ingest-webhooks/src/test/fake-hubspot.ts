import { startFakeApi, type FakeApi } from './fake-api.ts';

/** A deal as `GET /crm/v3/objects/deals/{id}?associations=contacts` gives it. */
export function hubspotDeal(id: string, properties: object = {}, contacts: readonly string[] = ['104']): object {
  return {
    id,
    properties: {
      hs_object_id: id,
      amount: '34500',
      deal_currency_code: 'EUR',
      dealstage: 'closedwon',
      pipeline: 'default',
      createdate: '2026-03-01T09:15:00.000Z',
      hs_lastmodifieddate: '2026-03-02T09:15:00.640Z',
      hubspot_owner_id: '77',
      hs_is_closed: 'true',
      hs_is_closed_won: 'true',
      closed_lost_reason: null,
      hs_merged_object_ids: null,
      utm_source: 'google',
      ...properties,
    },
    createdAt: '2026-03-01T09:15:00.000Z',
    updatedAt: '2026-03-02T09:15:00.640Z',
    archived: false,
    associations: {
      contacts: {
        results: contacts.flatMap((contact) => [
          { id: contact, type: 'deal_to_contact' },
          { id: contact, type: 'deal_to_contact_unlabeled' },
        ]),
      },
    },
  };
}

/** A contact as `GET /crm/v3/objects/contacts/{id}` gives it. */
export function hubspotContact(id: string, properties: object = {}): object {
  return {
    id,
    properties: {
      hs_object_id: id,
      email: 'Ivan@Example.com',
      hs_additional_emails: 'old@example.com',
      phone: '+7 900 000-01-42',
      mobilephone: null,
      firstname: 'Иван',
      lastname: 'Тестов',
      lastmodifieddate: '2026-03-02T09:10:00.000Z',
      ...properties,
    },
    createdAt: '2026-03-01T09:00:00.000Z',
    updatedAt: '2026-03-02T09:10:00.000Z',
    archived: false,
  };
}

/** The CRM API v3: every deal and contact there is. */
export function startFakeHubspot(): Promise<FakeApi> {
  return startFakeApi((path) => {
    const [, entity, id = ''] = /\/crm\/v3\/objects\/(deals|contacts)\/(\d+)\?/.exec(path) ?? [];
    return { status: 200, json: entity === 'deals' ? hubspotDeal(id) : hubspotContact(id) };
  });
}
