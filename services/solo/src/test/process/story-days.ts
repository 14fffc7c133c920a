/** Days of the shop's story in tests: the questions they ask name months of that year. */
export const STORY_DAYS = { days: 90, lastDay: '2026-10-29', timeZone: 'Europe/Moscow' } as const;
