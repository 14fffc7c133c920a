import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

/** Debian's browser; `.ci/run` installs it where it is missing. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Null where no Chromium is installed. */
export const findChromium = (): string | null => CHROMIUM.find((path) => existsSync(path)) ?? null;

/** As a person's browser calls itself: one without a window is a bot, and rightly counts for nothing. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** For the browser every host is this machine: nothing of a test leaves it. */
const ARGUMENTS = [
  '--host-resolver-rules=MAP * 127.0.0.1',
  `--user-agent=${USER_AGENT}`,
  '--no-sandbox',
  '--disable-dev-shm-usage',
];

export const openChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ARGUMENTS });

/** As a visitor sets it under "block all cookies", which blocks the pages' storage too. @param profile an empty directory */
export function openChromiumWithoutCookies(executablePath: string, profile: string): Promise<BrowserContext> {
  mkdirSync(join(profile, 'Default'), { recursive: true });
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  return chromium.launchPersistentContext(profile, { executablePath, args: ARGUMENTS });
}
