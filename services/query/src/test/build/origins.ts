/** Origins and touchpoints; a paid click from yandex unless told otherwise. */
import type { Origin, Touchpoint } from '@throughline/domain';
import { at } from './at.ts';
import { hex, serial } from './serial.ts';

export const anOrigin = (over: Partial<Origin> = {}): Origin => ({
  channel: 'Paid Search',
  source: 'yandex',
  medium: 'cpc',
  campaign: 'brand',
  adGroup: '(not set)',
  term: '(not set)',
  content: '(not set)',
  clickId: '',
  ...over,
});
export const DIRECT: Partial<Origin> = {
  channel: 'Direct',
  source: '(direct)',
  medium: '(none)',
  campaign: '(not set)',
};

export const aTouch = (when: string, origin: Partial<Origin> = {}, over: Partial<Touchpoint> = {}): Touchpoint => ({
  id: `t${serial()}`,
  at: at(when),
  origin: anOrigin(origin),
  landingPage: 'shop.example/',
  device: 'desktop',
  country: 'ru',
  city: 'moscow',
  evidence: 'visit',
  eventId: hex(32),
  ...over,
});
