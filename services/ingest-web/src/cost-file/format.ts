import { baseName } from './column-names.ts';
import { textOf, type Cell } from './table.ts';

/** Whose export a file is, by its names of columns. */
export interface Format {
  readonly name: FormatName;
  /** Ad source of its rows; null where a file must say it, or the request. */
  readonly source: string | null;
  /** A row without a campaign is the sum of the others. */
  readonly unnamedIsTotal: boolean;
  /** A cell left empty in the column of costs is no cost. */
  readonly emptyIsZero: boolean;
  /** No cell is in quotes, amounts without a decimal mark are millionths. */
  readonly isReportsApi: boolean;
}

export type FormatName =
  'yandex-direct' | 'yandex-direct-api' | 'google-ads' | 'vk-ads' | 'meta-ads' | 'ga-cost-data' | 'table';

const TABLE: Format = { name: 'table', source: null, unnamedIsTotal: false, emptyIsZero: false, isReportsApi: false };

/** Names that only this export has, by which it is told; the first that fits counts. */
const KNOWN: readonly { readonly format: Format; readonly told: (has: (...names: string[]) => boolean) => boolean }[] =
  [
    {
      format: { ...TABLE, name: 'ga-cost-data' },
      told: (has) => has('ga:date'),
    },
    {
      format: { ...TABLE, name: 'meta-ads', source: 'facebook', unnamedIsTotal: true, emptyIsZero: true },
      told: (has) => has('amount spent', 'сумма затрат', 'потраченная сумма'),
    },
    {
      format: { ...TABLE, name: 'vk-ads', source: 'vk' },
      told: (has) => has('потрачено всего', 'total spent') || (has('потрачено') && has('показы')),
    },
    {
      format: { ...TABLE, name: 'yandex-direct-api', source: 'yandex', isReportsApi: true },
      told: (has) => has('campaignname', 'campaignid') && has('cost') && has('date'),
    },
    {
      format: { ...TABLE, name: 'google-ads', source: 'google' },
      told: (has) =>
        has('impr.', 'metrics.cost_micros', 'metrics.costmicros') ||
        (has('cost') && has('currency code') && has('campaign')) ||
        (has('стоимость') && has('код валюты')),
    },
    {
      format: { ...TABLE, name: 'yandex-direct', source: 'yandex' },
      told: (has) =>
        has('№ кампании', 'campaign no.') || (has('расход') && has('показы') && has('кампания', 'название кампании')),
    },
  ];

export function formatOf(header: readonly Cell[]): Format {
  const names = new Set(header.map((cell) => baseName(textOf(cell)).base));
  const has = (...any: string[]): boolean => any.some((name) => names.has(name));
  return KNOWN.find(({ told }) => told(has))?.format ?? TABLE;
}
