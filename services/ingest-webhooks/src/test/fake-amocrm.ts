import { startFakeApi, type FakeApi } from './fake-api.ts';

/** A lead as `GET /api/v4/leads/{id}?with=contacts` gives it. */
export function apiLead(id: string, over: object = {}): object {
  return {
    id: Number(id),
    name: `Сделка #${id}`,
    price: 34500,
    responsible_user_id: 9000001,
    group_id: 0,
    status_id: 53000002,
    pipeline_id: 6250001,
    loss_reason_id: null,
    created_by: 9000001,
    updated_by: 9000001,
    created_at: 1772442900,
    updated_at: 1772443800,
    closed_at: null,
    closest_task_at: null,
    is_deleted: false,
    custom_fields_values: [
      {
        field_id: 1119001,
        field_name: 'utm_source',
        field_code: 'UTM_SOURCE',
        field_type: 'tracking_data',
        values: [{ value: 'yandex' }],
      },
    ],
    score: null,
    account_id: 30000001,
    _links: { self: { href: `https://testacc.amocrm.ru/api/v4/leads/${id}` } },
    _embedded: { tags: [], companies: [], contacts: [{ id: 21000001, is_main: true, _links: { self: { href: '' } } }] },
    ...over,
  };
}

/** A contact as `GET /api/v4/contacts/{id}` gives it. */
export function apiContact(id: string): object {
  return {
    id: Number(id),
    name: 'Иван Тестов',
    responsible_user_id: 9000001,
    created_at: 1772442900,
    updated_at: 1772442900,
    custom_fields_values: [
      {
        field_id: 1119101,
        field_name: 'Телефон',
        field_code: 'PHONE',
        field_type: 'multitext',
        values: [{ value: '+79000000142', enum_id: 1, enum_code: 'WORK' }],
      },
    ],
    account_id: 30000001,
    _embedded: { tags: [], companies: [] },
  };
}

/** amoCRM's API v4: every lead and contact there is. */
export function startFakeAmocrm(): Promise<FakeApi> {
  return startFakeApi((path) => {
    const [, entity, id = ''] = /\/api\/v4\/(leads|contacts)\/(\d+)/.exec(path) ?? [];
    return { status: 200, json: entity === 'leads' ? apiLead(id) : apiContact(id) };
  }, 'application/hal+json');
}

/** amoCRM's lists: leads by `updated_at` in pages, 204 where none is left, and contacts by their ids. */
export async function startFakeAmocrmLists(leads: readonly object[]): Promise<FakeApi> {
  return startFakeApi((path) => {
    const { pathname, searchParams } = new URL(path, 'http://fake');
    const ids = searchParams.getAll('filter[id][]');
    if (pathname === '/api/v4/contacts') return hal({ contacts: ids.map(apiContact) }, false);
    const [from, to] = ['from', 'to'].map((end) => Number(searchParams.get(`filter[updated_at][${end}]`)));
    const [limit, page] = ['limit', 'page'].map((name) => Number(searchParams.get(name)));
    if (pathname !== '/api/v4/leads' || !from || !to || !limit || !page) return { status: 400, json: { title: 'Bad' } };
    const found = (leads as { updated_at: number }[])
      .filter((lead) => lead.updated_at >= from && lead.updated_at <= to)
      .sort((a, b) => a.updated_at - b.updated_at);
    const shown = found.slice((page - 1) * limit, page * limit);
    return shown.length === 0 ? { status: 204 } : hal({ leads: shown }, found.length > page * limit);
  }, 'application/hal+json');
}

function hal(embedded: object, more: boolean): { status: 200; json: object } {
  const links = { self: { href: '' }, ...(more ? { next: { href: 'https://testacc.amocrm.ru/next' } } : {}) };
  return { status: 200, json: { _page: 1, _links: links, _embedded: embedded } };
}
