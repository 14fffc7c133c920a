/** Names of rows as a person reads them, on the page and in a workbook; reports in JSON and CSV keep the keys. */
import { CHANNELS, NOT_ATTRIBUTED, NOT_SET } from '@throughline/domain';
import type { Channel, Dimension } from '@throughline/domain';
import type { Language } from './language.ts';

const VALUES: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  en: new Map([[NOT_ATTRIBUTED, 'Not attributed']]),
  ru: new Map([
    [NOT_ATTRIBUTED, 'Не атрибутировано'],
    [NOT_SET, '(не указано)'],
    ['(direct)', '(прямой заход)'],
  ]),
};

const CHANNELS_IN_RUSSIAN: Readonly<Record<Channel, string>> = {
  Direct: 'Прямые заходы',
  'Paid Search': 'Платный поиск',
  'Paid Social': 'Реклама в соцсетях',
  Display: 'Медийная реклама',
  Affiliate: 'Партнёрские программы',
  'Paid Other': 'Другая реклама',
  Email: 'Электронная почта',
  Messenger: 'Мессенджеры',
  SMS: 'SMS',
  Push: 'Push-уведомления',
  Maps: 'Карты',
  Offline: 'Офлайн',
  'AI Assistant': 'ИИ-ассистенты',
  'Organic Social': 'Соцсети',
  'Organic Search': 'Органический поиск',
  Referral: 'Переходы с сайтов',
  Other: 'Прочее',
};

/** A campaign may be called like a channel, so only the name of a channel is one. */
export const nameOf = (key: string, dimension: Dimension, language: Language): string => {
  const channel = dimension === 'channel' && CHANNELS.find((known) => known === key);
  if (language === 'ru' && channel) return CHANNELS_IN_RUSSIAN[channel];
  return VALUES[language].get(key) ?? key;
};
