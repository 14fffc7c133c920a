/** What the pages say, in both languages. */
import type { JourneyEnd, Model } from '@throughline/domain';
import type { DateMode, RefundMode } from '../report/report-request.ts';
import type { Language } from './language.ts';

interface Texts {
  readonly title: string;
  readonly tagline: string;
  readonly from: string;
  readonly to: string;
  readonly model: string;
  readonly show: string;
  readonly days: (count: number) => string;
  readonly total: string;
  readonly name: string;
  readonly nothing: string;
  readonly notUnderstood: string;
  readonly completeUntil: string;
  readonly incomplete: (source: string, from: string) => string;
  readonly notYet: string;
  /** The rules changed, and the rows still follow the former ones. */
  readonly rulesChanged: string;
  readonly key: string;
  readonly keyHint: string;
  readonly keyWrong: string;
  readonly enter: string;
  readonly leave: string;
  readonly api: string;
  readonly models: Readonly<Record<Model, string>>;
  /** Links under the report. */
  readonly downloads: { readonly label: string; readonly csv: string; readonly csvExcel: string };
  readonly export: ExportTexts;
}

/** What a workbook says beside its columns. */
interface ExportTexts {
  readonly reports: Readonly<Record<string, string>>;
  readonly report: string;
  readonly about: string;
  readonly workspace: string;
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly model: string;
  readonly dateMode: string;
  readonly dateModes: Readonly<Record<DateMode, string>>;
  readonly refunds: string;
  readonly refundModes: Readonly<Record<RefundMode, string>>;
  readonly journeyEnd: string;
  readonly journeyEnds: Readonly<Record<JourneyEnd, string>>;
  readonly lookback: string;
  readonly filters: string;
  readonly none: string;
  readonly contains: string;
  readonly containsNot: string;
  readonly run: string;
  readonly asOf: string;
  readonly everything: string;
  readonly completeUntil: string;
  readonly madeAt: string;
  readonly rejected: string;
  readonly rows: string;
  readonly warnings: string;
  readonly warning: {
    readonly cut: (shown: number, all: number) => string;
    readonly goodsUnknown: string;
    readonly missingRate: (currencyAndDate: string) => string;
    readonly longAmounts: string;
  };
  readonly column: string;
  readonly formula: string;
  readonly key: string;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    title: 'Return on advertising',
    tagline: 'From the first ad click to the last rouble of a sale',
    from: 'From',
    to: 'To',
    model: 'Attribution model',
    show: 'Show',
    days: (count) => `${count} days`,
    total: 'Total',
    name: 'Channel / source / campaign',
    nothing: 'Nothing happened in this period.',
    notUnderstood: 'Not understood, so the default is shown:',
    completeUntil: 'Complete until',
    incomplete: (source, from) => `${source} is complete only from ${from}: before that numbers are too low.`,
    notYet: 'no events yet',
    rulesChanged: 'The rules were changed: this report follows the former ones until everything is counted anew.',
    key: 'Access key',
    keyHint: 'A key with the scope read. It is kept in a cookie that scripts cannot see.',
    keyWrong: 'This key is unknown or may not read.',
    enter: 'Enter',
    leave: 'Leave',
    api: 'API',
    models: {
      first_touch: 'First touch',
      last_touch: 'Last touch',
      last_non_direct: 'Last non-direct',
      linear: 'Linear',
      position_based: 'Position-based',
      time_decay: 'Time decay',
    },
    downloads: { label: 'Download', csv: 'CSV', csvExcel: 'CSV for Russian Excel' },
    export: {
      reports: { roi: 'Return on advertising', 'revenue-by-source': 'Revenue by source', 'data-health': 'Data health' },
      report: 'Report',
      about: 'About',
      workspace: 'Workspace',
      from: 'From',
      to: 'To, included',
      timeZone: 'Time zone of all dates',
      currency: 'Currency',
      model: 'Attribution model',
      dateMode: 'The date that decides',
      dateModes: { sale: 'of the fact itself', lead: 'of its lead', touch: 'of the touchpoint' },
      refunds: 'A refund counts',
      refundModes: { own_date: 'on its own date', sale_date: 'on the date of its sale' },
      journeyEnd: 'A journey ends at',
      journeyEnds: { enquiry: 'the enquiry', conversion: 'the conversion' },
      lookback: 'Days of a journey',
      filters: 'Filters',
      none: 'none',
      contains: 'contains',
      containsNot: 'does not contain',
      run: 'Run and rules',
      asOf: 'As known at',
      everything: 'everything known when it was made',
      completeUntil: 'Data complete until',
      madeAt: 'Made at',
      rejected: 'Events not understood',
      rows: 'Rows',
      warnings: 'To mind',
      warning: {
        cut: (shown, all) => `Only ${shown} of ${all} rows are here; the totals are of all.`,
        goodsUnknown:
          'The cost of goods of some sales is not known and counts as zero: profit, ROMI and ROI are too high.',
        missingRate: (rate) => `Ad costs of ${rate} are left out: there is no exchange rate.`,
        longAmounts: 'Amounts of more than 15 digits are text: a spreadsheet would round them.',
      },
      column: 'Column',
      formula: 'Formula',
      key: 'Key in the API',
    },
  },
  ru: {
    title: 'Окупаемость рекламы',
    tagline: 'От первого клика по рекламе до последнего рубля продажи',
    from: 'С',
    to: 'По',
    model: 'Модель атрибуции',
    show: 'Показать',
    days: (count) => `${count} дней`,
    total: 'Итого',
    name: 'Канал / источник / кампания',
    nothing: 'За этот период ничего не произошло.',
    notUnderstood: 'Не понято, поэтому показано значение по умолчанию:',
    completeUntil: 'Данные полны до',
    incomplete: (source, from) => `Источник ${source} полон только с ${from}: до этого числа занижены.`,
    notYet: 'событий ещё нет',
    rulesChanged: 'Правила изменены: отчёт построен по прежним, пока всё не пересчитано.',
    key: 'Ключ доступа',
    keyHint: 'Ключ с правом read. Он хранится в cookie, недоступной скриптам.',
    keyWrong: 'Ключ неизвестен или не даёт права чтения.',
    enter: 'Войти',
    leave: 'Выйти',
    api: 'API',
    models: {
      first_touch: 'Первое касание',
      last_touch: 'Последнее касание',
      last_non_direct: 'Последнее непрямое',
      linear: 'Линейная',
      position_based: 'По позиции',
      time_decay: 'С учётом давности',
    },
    downloads: { label: 'Скачать', csv: 'CSV', csvExcel: 'CSV для русского Excel' },
    export: {
      reports: {
        roi: 'Окупаемость рекламы',
        'revenue-by-source': 'Выручка по источникам',
        'data-health': 'Состояние данных',
      },
      report: 'Отчёт',
      about: 'Об отчёте',
      workspace: 'Рабочее пространство',
      from: 'С',
      to: 'По, включительно',
      timeZone: 'Часовой пояс всех дат',
      currency: 'Валюта',
      model: 'Модель атрибуции',
      dateMode: 'Какая дата решает',
      dateModes: { sale: 'самого факта', lead: 'его лида', touch: 'касания' },
      refunds: 'Возврат считается',
      refundModes: { own_date: 'своей датой', sale_date: 'датой своей продажи' },
      journeyEnd: 'Путь кончается',
      journeyEnds: { enquiry: 'обращением', conversion: 'конверсией' },
      lookback: 'Сколько дней длится путь',
      filters: 'Фильтры',
      none: 'нет',
      contains: 'содержит',
      containsNot: 'не содержит',
      run: 'Прогон и правила',
      asOf: 'Что было известно к',
      everything: 'всё, что известно к моменту составления',
      completeUntil: 'Данные полны до',
      madeAt: 'Составлен',
      rejected: 'Непонятых событий',
      rows: 'Строк',
      warnings: 'Обратите внимание',
      warning: {
        cut: (shown, all) => `Здесь только ${shown} строк из ${all}; итоги — по всем.`,
        goodsUnknown: 'Себестоимость некоторых продаж неизвестна и принята за ноль: прибыль, ROMI и ROI завышены.',
        missingRate: (rate) => `Расходы ${rate} не учтены: нет курса.`,
        longAmounts: 'Суммы длиннее 15 цифр записаны текстом: таблица округлила бы их.',
      },
      column: 'Столбец',
      formula: 'Формула',
      key: 'Ключ в API',
    },
  },
};
