/**
 * The demo's shop: windows and doors in Moscow. Everything here is composed: phones are such as nobody can have
 * (`story/fictional-phone.ts`), hosts are under example domains.
 */
export interface TrafficSource {
  readonly name: string;
  /** Share of visits. */
  readonly weight: number;
  /** Chance that a visit leads to an enquiry. */
  readonly enquiry: number;
  readonly utm?: {
    readonly source: string;
    readonly medium: string;
    readonly campaign: string;
    readonly term?: string;
  };
  readonly referrer?: string;
  /** Source and medium by which call tracking names it when there is no utm mark. */
  readonly tracked?: readonly [string, string];
  readonly clickId?: string;
  /** Daily spend in roubles, weekday average; absent: free traffic. */
  readonly dailyCost?: number;
  /** Average price of a click in roubles. */
  readonly cpc?: number;
  readonly path: string;
}

export const SITE = 'https://okna.example';

export const TRAFFIC: readonly [TrafficSource, ...TrafficSource[]] = [
  {
    name: 'Яндекс, бренд',
    weight: 10,
    enquiry: 0.14,
    utm: { source: 'yandex', medium: 'cpc', campaign: 'brand_msk', term: 'окна пример' },
    clickId: 'yclid',
    dailyCost: 1_900,
    cpc: 22,
    path: '/',
  },
  {
    name: 'Яндекс, окна',
    weight: 24,
    enquiry: 0.055,
    utm: { source: 'yandex', medium: 'cpc', campaign: 'okna_msk_search', term: 'пластиковые окна' },
    clickId: 'yclid',
    dailyCost: 14_500,
    cpc: 96,
    path: '/okna',
  },
  {
    name: 'Яндекс, двери',
    weight: 12,
    enquiry: 0.045,
    utm: { source: 'yandex', medium: 'cpc', campaign: 'dveri_msk_search', term: 'входные двери' },
    clickId: 'yclid',
    dailyCost: 7_200,
    cpc: 84,
    path: '/dveri',
  },
  {
    name: 'Яндекс, РСЯ',
    weight: 14,
    enquiry: 0.012,
    utm: { source: 'yandex', medium: 'display', campaign: 'rsya_remont' },
    clickId: 'yclid',
    dailyCost: 4_100,
    cpc: 18,
    path: '/akcii',
  },
  {
    name: 'Google, окна',
    weight: 9,
    enquiry: 0.04,
    utm: { source: 'google', medium: 'cpc', campaign: 'okna_gads' },
    clickId: 'gclid',
    dailyCost: 3_600,
    cpc: 71,
    path: '/okna',
  },
  {
    name: 'VK, ремонт',
    weight: 8,
    enquiry: 0.015,
    utm: { source: 'vk', medium: 'cpc', campaign: 'vk_remont_lookalike' },
    dailyCost: 2_300,
    cpc: 25,
    path: '/akcii',
  },
  {
    name: 'Яндекс, поиск',
    weight: 15,
    enquiry: 0.05,
    referrer: 'https://yandex.ru/',
    tracked: ['yandex', 'organic'],
    path: '/okna',
  },
  {
    name: 'Google, поиск',
    weight: 7,
    enquiry: 0.04,
    referrer: 'https://www.google.com/',
    tracked: ['google', 'organic'],
    path: '/dveri',
  },
  {
    name: '2ГИС',
    weight: 4,
    enquiry: 0.12,
    utm: { source: '2gis', medium: 'maps', campaign: 'card' },
    path: '/kontakty',
  },
  {
    name: 'VK, группа',
    weight: 3,
    enquiry: 0.02,
    referrer: 'https://vk.com/okna_example',
    tracked: ['vk', 'social'],
    path: '/',
  },
  {
    name: 'Форум',
    weight: 2,
    enquiry: 0.03,
    referrer: 'https://forum-remont.example/topic/17',
    tracked: ['forum-remont.example', 'referral'],
    path: '/okna',
  },
  { name: 'Прямые', weight: 9, enquiry: 0.08, path: '/' },
];

export interface Campaign {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly dailyCost: number;
  readonly cpc: number;
}

export const PAID: readonly Campaign[] = TRAFFIC.flatMap((t) =>
  t.utm === undefined || t.dailyCost === undefined || t.cpc === undefined
    ? []
    : [{ source: t.utm.source, medium: t.utm.medium, campaign: t.utm.campaign, dailyCost: t.dailyCost, cpc: t.cpc }],
);

/** Numbers: the site's dynamic pool (Calltouch), and two fixed ones in print. */
export const SITE_LINES = ['74990000111', '74990000112', '74990000113', '74990000114'] as const;
export interface OfflineLine {
  readonly number: string;
  readonly origin: { readonly source: string; readonly medium: string; readonly campaign: string };
}
export const OFFLINE_LINES: readonly [OfflineLine, ...OfflineLine[]] = [
  { number: '74990000201', origin: { source: 'gazeta', medium: 'print', campaign: 'metro_weekly' } },
  { number: '74990000202', origin: { source: 'banner_mkad', medium: 'outdoor', campaign: 'autumn' } },
];

/** One of the shop's people: who they are in amoCRM, and their extension in Mango Office. */
export interface Manager {
  readonly amoUser: string;
  readonly extension: string;
  readonly name: string;
}
export const MANAGERS: readonly [Manager, ...Manager[]] = [
  { amoUser: '9000001', extension: '101', name: 'Анна Ветрова' },
  { amoUser: '9000002', extension: '102', name: 'Борис Рамин' },
  { amoUser: '9000003', extension: '103', name: 'Вера Стеклова' },
  { amoUser: '9000004', extension: '104', name: 'Глеб Порогов' },
];
export const PIPELINE = { id: '6250001', name: 'Окна и двери' } as const;
/** amoCRM: 142 is won and 143 lost in every pipeline; the rest belong to this account. */
export const STAGES = {
  first: { id: '53000001', name: 'Новая заявка' },
  measure: { id: '53000002', name: 'Замер' },
  offer: { id: '53000003', name: 'Предложение' },
  contract: { id: '53000004', name: 'Договор' },
  won: { id: '142', name: 'Успешно реализовано' },
  lost: { id: '143', name: 'Закрыто и не реализовано' },
} as const;
/** Custom fields of the account's deals. */
export const DEAL_FIELDS = {
  costOfGoods: { id: '1119201', name: 'Себестоимость' },
  reason: { id: '1119202', name: 'Причина отказа' },
} as const;
export const LOSS_REASONS = ['Дорого', 'Выбрали другого', 'Передумали', 'Не дозвонились'] as const;
export const AMO_ACCOUNT = { id: '30000001', subdomain: 'oknademo' } as const;
export const MANGO = { apiKey: 'demovpbxapikey000000000000000001', salt: 'demovpbxsalt00000000000000000002' } as const;
