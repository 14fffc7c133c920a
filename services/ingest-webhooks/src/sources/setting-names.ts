/** Settings any source may have, and names the interface fixes; others must be the provider's own. */
export const COMMON_SETTINGS: ReadonlySet<string> = new Set([
  'timeZone',
  'country',
  'currency',
  'secret',
  'signingKey',
  'stageMap',
  'hookUrl',
]);

/** `stage_map` -> `stageMap`: outside names are snake_case, those of the code camelCase. */
export function settingName(outside: string): string {
  return outside.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `stageMap` -> `stage_map`. */
export function outsideName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
