import { daysAfter, daysBetween } from './calendar.ts';
import type { ListRequest } from './list-port.ts';

/**
 * How a list is walked that is asked by calendar days (`YYYY-MM-DD`): some days at a time, each page by page, so that what
 * comes meanwhile shifts no page but those of the last days.
 */
export interface DayWindows {
  first(list: string, begin: string, end: string): ListRequest;
  /** The days and the page that a question is about. */
  asked(request: ListRequest): { readonly from: string; readonly to: string; readonly page: string };
  /** What to ask after a page of so many, and how much of the whole is read by then, 0 to 1. */
  after(request: ListRequest, pages: number): { readonly next: readonly ListRequest[]; readonly share: number };
}

export function dayWindows(days: number): DayWindows {
  const lastDay = (from: string, to: string): string => {
    const end = daysAfter(from, days - 1);
    return end < to ? end : to;
  };
  return {
    first: (list, begin, end) => ({ list, params: { begin, from: begin, to: end, page: '1' } }),
    asked({ params: { from = '', to = '', page = '1' } }) {
      return { from, to: lastDay(from, to), page };
    },
    after({ list, params }, pages) {
      const { begin = '', from = '', to = '', page = '1' } = params;
      const end = lastDay(from, to);
      const next: ListRequest[] = [];
      if (Number(page) < pages) next.push({ list, params: { ...params, page: String(Number(page) + 1) } });
      else if (end < to) next.push({ list, params: { ...params, from: daysAfter(end, 1), page: '1' } });
      const [whole, done] = [daysBetween(begin, to) + 1, daysBetween(begin, from)];
      const share = (done + (daysBetween(from, end) + 1) * (Number(page) / Math.max(1, pages))) / whole;
      return { next, share: Math.min(1, share) };
    },
  };
}
