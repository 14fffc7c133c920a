/** Calendar dates by the platform's own zone tables, one instant at a time. */
const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, zone: string): Map<string, string> {
  const known = formats.get(zone);
  const format =
    known ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(zone, format);
  return new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** `2026-08-01` in the zone. */
export function dayOf(at: number, zone: string): string {
  const parts = partsOf(at, zone);
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/** 0..23 in the zone. */
export const hourOf = (at: number, zone: string): number => Number(partsOf(at, zone).get('hour'));

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** Monday 1 .. Sunday 7. */
export const weekdayOf = (day: string): number => ((noon(day).getUTCDay() + 6) % 7) + 1;

/** ISO 8601: the week belongs to the year of its Thursday. */
export function weekOf(day: string): string {
  const thursday = noon(day);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - weekdayOf(day));
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - newYear) / 604_800_000) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}

export const monthOf = (day: string): string => day.slice(0, 7);
