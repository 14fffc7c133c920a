/** List APIs of other companies, in the forms of the vendors' documents, over what they are given. */
import { createHash } from 'node:crypto';
import { bitrixContact } from './fake-bitrix24.ts';
import { hubspotContact } from './fake-hubspot.ts';
import type { FakeAnswer, FakeApi } from './fake-api.ts';

type Answer = FakeApi['answer'];
type Entity = Readonly<Record<string, unknown>>;

interface BitrixBody {
  readonly filter: Readonly<Record<string, string | string[]>>;
  readonly order: Readonly<Record<string, string>>;
}

/** `voximplant.statistic.get`: by ID from behind one, fifty a page. */
function bitrixCalls(calls: readonly Entity[], body: string): FakeAnswer {
  const { FILTER: filter, SORT, ORDER } = JSON.parse(body) as { FILTER: Entity; SORT: string; ORDER: string };
  if (SORT !== 'ID' || ORDER !== 'ASC') return { status: 400, json: { error: 'ERROR_CORE', error_description: '' } };
  const [from, to] = ['>=CALL_START_DATE', '<=CALL_START_DATE'].map((name) => Date.parse(String(filter[name])));
  const found = calls
    .filter(({ ID, CALL_START_DATE: start }) => {
      const at = Date.parse(String(start));
      return at >= from! && at <= to! && Number(ID) > Number(filter['>ID']);
    })
    .sort((a, b) => Number(a['ID']) - Number(b['ID']));
  return { status: 200, json: { result: found.slice(0, 50), total: found.length } };
}

/** `crm.deal.list`, `crm.lead.list`, `crm.contact.list`: fifty a page, whatever is asked for; and the calls. */
export const bitrixLists =
  (deals: readonly object[], leads: readonly object[], calls: readonly Entity[] = []): Answer =>
  (path, _nth, body = '') => {
    if (path === '/rest/1/hook-secret/voximplant.statistic.get.json') return bitrixCalls(calls, body);
    const [, list] = /^\/rest\/1\/hook-secret\/crm\.(deal|lead|contact)\.list\.json$/.exec(path) ?? [];
    if (list === undefined) return { status: 404, json: { error: 'ERROR_METHOD_NOT_FOUND', error_description: '' } };
    const { filter } = JSON.parse(body) as BitrixBody;
    if (list === 'contact')
      return { status: 200, json: { result: (filter['@ID'] as string[]).map(bitrixContact), total: 0 } };
    const found = ((list === 'deal' ? deals : leads) as { ID: string; DATE_MODIFY: string }[])
      .filter(({ ID, DATE_MODIFY }) => {
        const at = Date.parse(DATE_MODIFY);
        const [from, to] = ['>=DATE_MODIFY', '<=DATE_MODIFY'].map((name) => Date.parse(String(filter[name])));
        return at >= from! && at <= to! && Number(ID) > Number(filter['>ID']);
      })
      .sort((a, b) => Number(a.ID) - Number(b.ID));
    return { status: 200, json: { result: found.slice(0, 50), total: 0 } };
  };

/** `GET /crm/v3/objects/deals` by ids, `POST .../contacts/batch/read`. */
export const hubspotLists =
  (deals: readonly object[]): Answer =>
  (path, _nth, body = '') => {
    const { pathname, searchParams } = new URL(path, 'http://fake');
    if (pathname === '/crm/v3/objects/contacts/batch/read') {
      const { inputs } = JSON.parse(body) as { inputs: { id: string }[] };
      return { status: 200, json: { status: 'COMPLETE', results: inputs.map(({ id }) => hubspotContact(id)) } };
    }
    const limit = Number(searchParams.get('limit'));
    if (pathname !== '/crm/v3/objects/deals' || limit > 100) return { status: 400, json: { status: 'error' } };
    const after = Number(searchParams.get('after') ?? 0);
    const results = deals.slice(after, after + limit);
    const paging = after + limit < deals.length ? { paging: { next: { after: String(after + limit), link: '' } } } : {};
    return { status: 200, json: { results, ...paging } };
  };

/** The journal of calls; `dateFrom` and `dateTo` are days, `DD/MM/YYYY`. */
export const calltouchJournal =
  (calls: readonly Entity[]): Answer =>
  (path) => {
    const { pathname, searchParams } = new URL(path, 'http://fake');
    if (searchParams.get('clientApiId') !== 'journal-token') return { status: 401, json: { message: 'Bad token' } };
    if (pathname !== '/calls-service/RestAPI/4242/calls-diary/calls') return { status: 404, json: {} };
    const day = (text: string): string => text.slice(0, 10).split('/').reverse().join('-');
    const [from, to] = ['dateFrom', 'dateTo'].map((name) => day(searchParams.get(name) ?? ''));
    const [page, limit] = ['page', 'limit'].map((name) => Number(searchParams.get(name))) as [number, number];
    const found = calls.filter(({ date }) => day(String(date)) >= from! && day(String(date)) <= to!);
    const records = found.slice((page - 1) * limit, page * limit);
    const pageTotal = Math.max(1, Math.ceil(found.length / limit));
    return { status: 200, json: { page, pageTotal, pageSize: limit, recordsTotal: found.length, records } };
  };

/** What a call has besides what is asked for, and what may be asked for (of the vendor's list, what matters here). */
const CALLRAIL_DEFAULT =
  'answered business_phone_number customer_city customer_country customer_name customer_phone_number customer_state direction duration id recording recording_duration recording_player start_time tracking_phone_number voicemail'.split(
    ' ',
  );
const CALLRAIL_MORE =
  'agent_email call_type company_id created_at fbclid first_call ga gclid keywords landing_page_url lead_status medium msclkid note person_id referring_url source source_name tags utm_campaign utm_content utm_medium utm_source utm_term value'.split(
    ' ',
  );

/** `GET /v3/a/{account}/calls.json`: days of the account's zone, newest first unless asked otherwise; 25 months are kept. */
export const callrailCalls =
  (calls: readonly Entity[], oldest = '2024-02-01'): Answer =>
  (path) => {
    const { pathname, searchParams } = new URL(path, 'http://fake');
    if (pathname !== '/v3/a/ACC42/calls.json') return { status: 404, json: { error: 'Not found' } };
    const asked = (name: string, otherwise = ''): string => searchParams.get(name) ?? otherwise;
    const [from, to, fields] = [asked('start_date'), asked('end_date'), asked('fields').split(',')];
    const [page, perPage] = [Number(asked('page', '1')), Number(asked('per_page', '100'))];
    const unknown = fields.find((field) => !CALLRAIL_MORE.includes(field) && !CALLRAIL_DEFAULT.includes(field));
    if (unknown !== undefined) return { status: 400, json: { error: `Invalid field: ${unknown}` } };
    if (from < oldest) return { status: 400, json: { error: 'Please revise your date range: 25 months are kept' } };
    if (perPage > 250) return { status: 400, json: { error: 'per_page' } };
    const day = ({ start_time: time }: Entity): string => String(time).slice(0, 10);
    const found = calls
      .filter((call) => day(call) >= from && day(call) <= to)
      .filter(({ company_id: company }) => [company, null].includes(searchParams.get('company_id')))
      .sort((a, b) => (String(a['start_time']) < String(b['start_time']) ? -1 : 1));
    if (asked('order') !== 'asc') found.reverse();
    const shown = found
      .slice((page - 1) * perPage, page * perPage)
      .map((call) => Object.fromEntries([...CALLRAIL_DEFAULT, ...fields].map((name) => [name, call[name] ?? null])));
    const json = {
      page,
      per_page: perPage,
      total_pages: Math.ceil(found.length / perPage),
      total_records: found.length,
    };
    return { status: 200, json: { ...json, calls: shown } };
  };

/** `stats/request` and `stats/result`: signed, made at the second asking, text with semicolons; times in seconds. */
export function mangoStatistics(
  rows: readonly { readonly start: number; readonly cells: readonly string[] }[],
): Answer {
  const begun = new Map<string, { from: number; to: number; asked: number }>();
  return (path, _nth, body = ''): FakeAnswer => {
    const form = new URLSearchParams(body);
    const [key, sign, json] = ['vpbx_api_key', 'sign', 'json'].map((name) => form.get(name) ?? '');
    const right = createHash('sha256').update(`${key}${json}SALT`).digest('hex');
    if (key !== 'KEY' || sign !== right) return { status: 200, json: { result: 3102 } };
    const asked = JSON.parse(json ?? '{}') as { key?: string; date_from?: string; date_to?: string };
    if (path === '/vpbx/stats/request') {
      const name = `statistics-${begun.size + 1}`;
      begun.set(name, { from: Number(asked.date_from), to: Number(asked.date_to), asked: 0 });
      return { status: 200, json: { key: name } };
    }
    const statistics = begun.get(asked.key ?? '');
    if (path !== '/vpbx/stats/result' || statistics === undefined) return { status: 404, json: { result: 3300 } };
    statistics.asked += 1;
    const { from, to } = statistics;
    const text = rows.filter(({ start }) => start >= from && start < to).map(({ cells }) => cells.join(';'));
    return { status: 200, text: text.join('\n'), headers: { 'content-type': 'text/csv' } };
  };
}
