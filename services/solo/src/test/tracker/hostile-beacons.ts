/** What an attacker knows of a shop and its customers: more than any should. */
export interface Spoils {
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly visitors: readonly string[];
  readonly contacts: readonly string[];
  /** Public ids of events, visits, enquiries, deals. */
  readonly ids: readonly string[];
  readonly deals: readonly string[];
}

const PAGE = 'https://shop.example/?utm_source=evil&utm_medium=cpc&utm_campaign=evil';
const HOUR_MS = 3_600_000;

/** The n-th hostile beacon, as the body of a request. Every kind comes every twelve, each time against other victims. */
export function hostileBeacon(n: number, spoils: Spoils): string {
  const of = (list: readonly string[], step = 7): string => list[(n * step) % Math.max(1, list.length)] ?? 'nobody';
  const [phone, other, email, visitor] = [
    of(spoils.phones),
    of(spoils.phones, 11),
    of(spoils.emails),
    of(spoils.visitors),
  ];
  const late = { elapsed: (n * 7_919) % (24 * HOUR_MS) };
  const own = { id: `evil-${n}` };
  const statements: readonly unknown[] = [
    // Other people's enquiries, of every origin, at every hour of the last day.
    {
      ...own,
      ...late,
      type: 'enquiry',
      kind: 'form',
      phone,
      visitor_id: `evil-visitor-${n}`,
      spam: true,
      deal_id: of(spoils.deals),
      manager: 'Evil',
      stated_origin: { source: 'evil', medium: 'cpc' },
    },
    // Under the ids of those that count.
    {
      ...late,
      type: 'enquiry',
      kind: 'order',
      id: of(spoils.ids),
      phone,
      email,
      value: '999999999.00',
      currency: 'RUB',
    },
    // Everybody is everybody.
    { ...own, ...late, type: 'identify', visitor_id: visitor, phone, email },
    {
      ...own,
      type: 'identify',
      phone,
      email,
      crm_contact_id: of(spoils.contacts),
      visitor_id: of(spoils.visitors, 13),
    },
    // One phone of a thousand addresses, one visitor of a thousand phones: hubs join nobody.
    {
      ...own,
      type: 'identify',
      phone: spoils.phones[0],
      email: `evil-${n}@example.com`,
      visitor_id: `evil-visitor-${n}`,
    },
    { ...own, type: 'identify', visitor_id: spoils.visitors[0], phone: `+7900${String(n).padStart(7, '0')}` },
    // Visits of others, under the ids of their visits too, earlier than those.
    { ...late, type: 'visit', id: of(spoils.ids), visit_id: of(spoils.ids, 3), visitor_id: visitor, url: PAGE },
    {
      ...own,
      ...late,
      type: 'visit',
      visitor_id: visitor,
      url: PAGE,
      at: '2026-08-01T00:00:00Z',
      claim: false,
      source: 'api',
      retracted: true,
      generation: 99,
    },
    // What a page may not say at all.
    {
      ...own,
      type: 'deal',
      deal_id: of(spoils.deals),
      status: n % 2 === 0 ? 'lost' : 'won',
      amount: '1.00',
      deleted: true,
    },
    { ...own, type: 'identify', withdraw: true, phone, email, visitor_id: visitor },
    [
      { ...own, type: 'mark', enquiry_id: of(spoils.ids), spam: true },
      { ...own, type: 'refund', deal_id: of(spoils.deals), amount: '999999.00', currency: 'RUB' },
      { ...own, type: 'call', call_id: of(spoils.ids), direction: 'in', caller: other, answered: true },
      { ...own, type: 'number', number: phone, origin: { source: 'evil' }, from: '2026-08-01' },
    ],
    [
      { ...own, type: 'cost', date: '2026-08-02', source: 'yandex', cost: '1000000.00', currency: 'RUB' },
      { type: { toString: 'x' }, __proto__: null },
      n,
      null,
      [],
      'text',
      { ...own, type: 'page', visit_id: of(spoils.ids), url: PAGE, visitor_id: visitor },
    ],
  ];
  const told = statements[n % statements.length];
  return JSON.stringify({ fresh: n % 3 === 0, events: Array.isArray(told) ? told : [told] });
}
