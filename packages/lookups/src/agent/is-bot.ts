import { isbot } from 'isbot';
import { remember } from '../cache/remember.ts';
import { agentText } from './agent-text.ts';

const known = remember(20_000, (agent) => isbot(agent));

/** Whether a user agent is a bot's (isbot); an absent one is none (attribution.md, section 1). */
export const isBot = (userAgent: string | null): boolean => {
  const agent = agentText(userAgent);
  return agent !== '' && known(agent);
};
