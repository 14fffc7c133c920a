import type { Random } from '../random.ts';
import type { Hook, Story, Timed } from './story.ts';
import type { StoryPeriod } from './story-period.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A moment as `/v1/events` takes it. */
export const iso = (at: number): string => new Date(at).toISOString();

/** Takes down what happens, whoever of the story tells it. What happens after the last day has not happened yet. */
export class StoryWriter {
  readonly random: Random;
  readonly period: StoryPeriod;
  /** Id of the amoCRM source: others name its deals as `<source>/<deal>`. */
  readonly crmSource: string;
  readonly #events: Timed<Record<string, unknown>>[] = [];
  readonly #costs: Record<string, unknown>[] = [];
  readonly #hooks: Timed<Hook>[] = [];
  #serial = 0;

  constructor(random: Random, period: StoryPeriod, crmSource: string) {
    this.random = random;
    this.period = period;
    this.crmSource = crmSource;
  }

  /** A number that nothing in the story had before. */
  serial(): number {
    return (this.#serial += 1);
  }

  event(at: number, what: Record<string, unknown>): void {
    if (at < this.period.end) this.#events.push({ at, what: { at: iso(at), ...what } });
  }

  hook(at: number, provider: Hook['provider'], path: string, body: string): void {
    if (at < this.period.end) this.#hooks.push({ at, what: { provider, path, body } });
  }

  cost(row: Record<string, unknown>): void {
    this.#costs.push(row);
  }

  story(): Story {
    const byTime = (a: Timed<unknown>, b: Timed<unknown>): number => a.at - b.at;
    return { events: this.#events.sort(byTime), costs: this.#costs, hooks: this.#hooks.sort(byTime) };
  }
}
