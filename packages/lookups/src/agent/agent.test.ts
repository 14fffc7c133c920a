import { expect, test } from '@jest/globals';
import { deviceOf } from './device-of.ts';
import { isBot } from './is-bot.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0';

test.each<[string | null, string, boolean]>([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} YaBrowser/25.8 Safari/537.36`, 'desktop', false],
  [`Mozilla/5.0 (Linux; Android 13; SM-G991B) ${CHROME} Mobile Safari/537.36`, 'mobile', false],
  [`Mozilla/5.0 (Linux; Android 13; SM-X200) ${CHROME} Safari/537.36`, 'tablet', false],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1',
    'mobile',
    false,
  ],
  [`Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) ${CHROME} TV Safari/537.36`, '(not set)', false],
  ['Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)', '(not set)', true],
  ['Mozilla/5.0 (compatible; YandexMetrika/2.0; +http://yandex.com/bots)', '(not set)', true],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    '(not set)',
    true,
  ],
  ['curl/8.5.0', '(not set)', true],
  ['', '(not set)', false],
  ['   ', '(not set)', false],
  [null, '(not set)', false],
])('%s', (agent, device, bot) => {
  if (!bot) expect(deviceOf(agent)).toBe(device);
  expect(isBot(agent)).toBe(bot);
});
