/** Names of the columns of `data-health` as a person reads them; JSON and CSV keep the keys. */
import type { Language } from './language.ts';

const NAMES: ReadonlyMap<string, Readonly<Record<Language, string>>> = new Map(
  Object.entries({
    source: { en: 'Data source', ru: 'Источник данных' },
    last_event: { en: 'Last event', ru: 'Последнее событие' },
    last_received: { en: 'Last received', ru: 'Последнее получение' },
    complete_from: { en: 'Complete from', ru: 'Полнота с' },
    lag_seconds: { en: 'Lag, seconds', ru: 'Задержка, секунд' },
    events: { en: 'Events', ru: 'События' },
    duplicates: { en: 'Repeated', ru: 'Повторы' },
    rejected: { en: 'Not understood', ru: 'Не понято' },
    id_conflicts: { en: 'Conflicts of ids', ru: 'Конфликты id' },
    retranslated: { en: 'Read again', ru: 'Прочитано заново' },
    visits: { en: 'Visits', ru: 'Визиты' },
    visits_without_utm: { en: 'Visits without tags', ru: 'Визиты без меток' },
    calls: { en: 'Inbound calls', ru: 'Входящие звонки' },
    calls_without_visit: { en: 'Calls without a visit', ru: 'Звонки без визита' },
    deals: { en: 'Deals', ru: 'Сделки' },
    deals_without_touchpoint: { en: 'Deals without a touchpoint', ru: 'Сделки без касаний' },
    costs_without_visits: { en: 'Campaigns with cost, no visits', ru: 'Кампании с расходом без визитов' },
    merged_enquiries: { en: 'Merged enquiries', ru: 'Дубли обращений' },
    truncated_journeys: { en: 'Cut journeys', ru: 'Обрезанные пути' },
    missing_rates: { en: 'Sales without a rate', ru: 'Продажи без курса' },
    unresolved_references: { en: 'Ids that name nothing', ru: 'Ссылки в никуда' },
    excluded_bot: { en: 'Excluded: bots', ru: 'Исключено: роботы' },
    excluded_address: { en: 'Excluded: own addresses', ru: 'Исключено: свои адреса' },
    excluded_phone: { en: 'Excluded: own phones', ru: 'Исключено: свои телефоны' },
    excluded_visitor: { en: 'Excluded: own visitors', ru: 'Исключено: свои посетители' },
    excluded_provider_test: { en: "Excluded: providers' tests", ru: 'Исключено: проверки провайдеров' },
  }),
);

/** A key that is no column of the report stays as it is. */
export const healthHeadingOf = (key: string, language: Language): string => NAMES.get(key)?.[language] ?? key;
