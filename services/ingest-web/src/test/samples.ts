/** One acceptable event of each type, as a sender would write it. */
const AT = '2026-08-01T10:20:30Z';
export const SAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  visit: { type: 'visit', id: 'v1', at: AT, visitor_id: 'w1', url: 'https://shop.example/?utm_source=yandex', referrer: 'https://ya.ru/', user_agent: 'Mozilla/5.0', ip: '203.0.113.5' },
  page: { type: 'page', id: 'p1', at: AT, visitor_id: 'w1', visit_id: 'v1', url: 'https://shop.example/cart', title: 'Корзина' },
  identify: { type: 'identify', id: 'i1', at: AT, visitor_id: 'w1', phone: '8 (495) 123-45-67', email: ' Ivan@Example.com ', crm_contact_id: 77 },
  enquiry: { type: 'enquiry', id: 'e1', at: AT, kind: 'form', visitor_id: 'w1', phone: '+74951234567', name: 'Иван', value: '1500', client_ids: { ym_uid: '16' }, stated_origin: { source: 'yandex', medium: 'cpc' } },
  call: { type: 'call', id: 'c1', at: AT, call_id: 'call-1', direction: 'in', caller: '84951234567', callee: '88001234567', answered: true, wait_seconds: 3.5, talk_seconds: 60, manager: 'Анна' },
  deal: { type: 'deal', id: 'd1', at: AT, deal_id: 'deal-1', stage: 'new', status: 'open', amount: '1234.5', cost_of_goods: '1000', created_at: '2026-08-01T13:20:30+03:00', manager: null, items: [{ name: 'Стол', quantity: 2, price: '617.25' }] },
  refund: { type: 'refund', id: 'r1', at: AT, deal_id: 'deal-1', amount: '10', currency: 'JPY' },
  mark: { type: 'mark', id: 'm1', at: AT, enquiry_id: 'e1', spam: true, quality: 'target' },
  number: { type: 'number', id: 'n1', at: AT, number: '88001234567', origin: { source: 'avito' }, from: '2026-08-01' },
};
/** One acceptable row of `/v1/costs`. */
export const COST_ROW: Readonly<Record<string, unknown>> = { id: 'row1', date: '2026-08-01', source: ' Yandex ', campaign: 'Brand', cost: '1234.50', currency: 'rub', clicks: 12, reported_at: '2026-08-01T11:00:00Z' };
