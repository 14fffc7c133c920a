/** What the pages say, in both languages. */
import type { Model } from '@throughline/domain';
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
  readonly notYet: string;
  readonly key: string;
  readonly keyHint: string;
  readonly keyWrong: string;
  readonly enter: string;
  readonly leave: string;
  readonly api: string;
  readonly models: Readonly<Record<Model, string>>;
  readonly columns: Readonly<Record<string, string>>;
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
    notYet: 'no events yet',
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
    columns: {
      visits: 'Visits',
      leads: 'Leads',
      sales: 'Sales',
      revenue: 'Revenue',
      cost: 'Ad cost',
      profit: 'Profit',
      cpl: 'CPL',
      cpo: 'CPO',
      romi: 'ROMI',
      drr: 'Cost / revenue',
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
    notYet: 'событий ещё нет',
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
    columns: {
      visits: 'Визиты',
      leads: 'Лиды',
      sales: 'Продажи',
      revenue: 'Выручка',
      cost: 'Расход',
      profit: 'Прибыль',
      cpl: 'CPL',
      cpo: 'CPO',
      romi: 'ROMI',
      drr: 'ДРР',
    },
  },
};
