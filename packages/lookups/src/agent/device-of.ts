import bowser from 'bowser';
import { NOT_SET } from '@throughline/domain';
import { remember } from '../cache/remember.ts';
import { agentText } from './agent-text.ts';

const DEVICES = new Set(['desktop', 'mobile', 'tablet']);

const known = remember(20_000, (agent) => {
  const device = bowser.parse(agent).platform.type ?? '';
  return DEVICES.has(device) ? device : NOT_SET;
});

/** The dimension `device`: desktop, mobile, tablet or `(not set)` (televisions, consoles, no user agent). */
export const deviceOf = (userAgent: string | null): string => {
  const agent = agentText(userAgent);
  return agent === '' ? NOT_SET : known(agent);
};
