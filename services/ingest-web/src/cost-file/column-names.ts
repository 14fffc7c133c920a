/** What a column may be: the members of a row of `/v1/costs`, and the two ends of a range instead of its date. */
export const FIELDS = [
  'date',
  'date_from',
  'date_to',
  'source',
  'medium',
  'campaign',
  'campaign_id',
  'ad_group',
  'keyword',
  'currency',
  'cost',
  'clicks',
  'impressions',
] as const;
export type Field = (typeof FIELDS)[number];

/**
 * Names by which columns are known, as `baseName` writes them, the better ones first: where a file has two of them, the
 * earlier here counts. What the exports write comes from the vendors' documents and from files seen;
 * `fixtures/cost-file/README.md` says which of them are assumed.
 */
export const COLUMN_NAMES: Readonly<Record<Field, readonly string[]>> = {
  date: ['date', 'дата', 'день', 'day', 'by day', 'ga:date', 'segments.date'],
  date_from: [
    ...['date_from', 'date from', 'дата с', 'начало периода', 'дата начала', 'reporting starts', 'date_start'],
    ...['дата начала отчетности', 'начало отчетности', 'отчетность начинается'],
  ],
  date_to: [
    ...['date_to', 'date to', 'дата по', 'конец периода', 'дата окончания', 'reporting ends', 'date_stop'],
    ...['дата окончания отчетности', 'окончание отчетности', 'завершение отчетности', 'отчетность заканчивается'],
  ],
  source: ['source', 'utm_source', 'utm source', 'ga:source', 'источник', 'рекламная система'],
  medium: ['medium', 'utm_medium', 'utm medium', 'ga:medium', 'канал'],
  campaign: [
    ...['utm_campaign', 'utm campaign', 'campaign', 'campaign name', 'campaignname', 'campaign_name', 'campaign.name'],
    ...['ga:campaign', 'кампания', 'название кампании', 'рекламная кампания', 'имя кампании'],
  ],
  campaign_id: [
    ...['campaign_id', 'campaign id', 'campaignid', 'campaign.id', 'campaign no.', 'campaign no', 'campaign #'],
    ...['№ кампании', 'n кампании', 'номер кампании', 'id кампании', 'идентификатор кампании', 'кампания id'],
  ],
  ad_group: [
    ...['ad_group', 'ad group', 'ad group name', 'adgroupname', 'ad_group.name', 'ad set name', 'ad_set_name'],
    ...['adset_name', 'ad set', 'группа объявлений', 'название группы объявлений', 'название группы', 'группа'],
  ],
  keyword: [
    ...['utm_term', 'utm term', 'keyword', 'search keyword', 'ga:keyword', 'criterion', 'ключевое слово'],
    ...['ключевая фраза', 'условие показа', 'ключевые слова', 'фраза'],
  ],
  currency: ['currency', 'currency code', 'account_currency', 'currency_code', 'валюта', 'код валюты'],
  cost: [
    ...['cost', 'spend', 'spent', 'amount spent', 'total spent', 'ga:adcost', 'расход', 'расходы', 'затраты'],
    ...['стоимость', 'потрачено всего', 'потрачено', 'сумма затрат', 'потраченная сумма', 'израсходовано', 'списано'],
    ...['cost_micros', 'costmicros', 'metrics.cost_micros', 'metrics.costmicros'],
  ],
  clicks: [
    ...[
      'link clicks',
      'клики по ссылке',
      'clicks',
      'clicks all',
      'ga:adclicks',
      'metrics.clicks',
      'клики',
      'клики все',
    ],
    ...['переходы', 'кликов'],
  ],
  impressions: ['impressions', 'impr.', 'impr', 'shows', 'ga:impressions', 'metrics.impressions', 'показы', 'показов'],
};

/** A column's name and what stands beside it: `Расход (руб., с НДС)` is `расход` and `руб., с ндс`. */
export interface NameParts {
  readonly base: string;
  readonly unit: string;
}

const UNIT_IN_BRACKETS = /^(.*?)\s*\(([^()]*)\)$/;
const UNIT_BEHIND_COMMA = /^(.*?),\s*([^,]{1,6})$/;

export function baseName(name: string): NameParts {
  const plain = normalName(name);
  const [, base, unit] = UNIT_IN_BRACKETS.exec(plain) ?? UNIT_BEHIND_COMMA.exec(plain) ?? [];
  if (base === undefined || unit === undefined) return { base: plain, unit: '' };
  // Meta tells "Clicks (all)" from "Link clicks" only so.
  return unit === 'all' || unit === 'все' ? { base: `${base} ${unit}`, unit: '' } : { base, unit };
}

/** Names are compared without case, `ё` and doubled spaces. */
export function normalName(name: string): string {
  return name.trim().toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ');
}
