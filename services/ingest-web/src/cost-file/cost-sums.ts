import { currencyDigits, minorToDecimal } from '@throughline/domain';
import type { CostEvent } from '@throughline/events';
import type { RowError } from './cell-reader.ts';
import { KeyTable } from './key-table.ts';
import { NumberList } from './number-list.ts';
import { MOST_FILE_ROWS, tooManyRows } from './table.ts';
import { TextTable } from './text-table.ts';

/** A row of `/v1/costs`. */
export type CostStatement = Readonly<Record<string, string | number>>;

/** A day's cost that can be added to those of its key. */
export interface CostPart {
  readonly key: readonly number[];
  readonly event: CostEvent;
  readonly minor: number;
}

/** The members of a cost key (attribution.md, section 2), as rows name them. */
const KEY = ['date', 'source', 'medium', 'campaign', 'ad_group', 'keyword', 'campaign_id'] as const;
const MOST_MINOR = 10 ** 15;

/**
 * The costs of a file by cost key. Rows of one key are parts of it, by device, ad or match type, and are summed: recorded
 * one after the other, the last would replace the others. A million keys take some 150 MB.
 */
export class CostSums {
  readonly #texts = new TextTable();
  readonly #keys = new KeyTable(KEY.length);
  /** By number of the key. Unknown counts are NaN. */
  readonly #minors = new NumberList();
  readonly #clicks = new NumberList();
  readonly #impressions = new NumberList();
  readonly #currencies = new NumberList();
  readonly #lines = new NumberList();
  readonly #spent = new Map<string, bigint>();
  /** Costs that were added to another. */
  merged = 0;
  /** Sums of what is known; null when nothing is. */
  clicks: number | null = null;
  impressions: number | null = null;
  /** First and last date; null without any. */
  from: string | null = null;
  to: string | null = null;

  get count(): number {
    return this.#keys.count;
  }

  /** A day's cost as the door has read it, to be added; or why it cannot be added to those of its key. */
  partOf(event: CostEvent, minor: number): CostPart | RowError {
    const key = this.#keyOf(event);
    const number = this.#keys.find(key);
    const refusal = number < 0 ? null : this.#unsummable(number, this.#texts.numberOf(event.cost.currency), minor);
    return refusal ?? { key, event, minor };
  }

  /** @throws Problem 413 `too_many_rows` */
  add({ key, event, minor }: CostPart, line: number): void {
    const { count } = this.#keys;
    const number = this.#keys.numberOf(key);
    if (number === count) {
      if (count >= MOST_FILE_ROWS) throw tooManyRows();
      this.#currencies.set(number, this.#texts.numberOf(event.cost.currency));
      this.#lines.set(number, line);
      this.#minors.set(number, minor);
    } else {
      this.#minors.set(number, this.#minors.get(number) + minor);
      this.merged++;
    }
    addKnown(this.#clicks, number, event.clicks);
    addKnown(this.#impressions, number, event.impressions);
    this.#total(event, minor);
  }

  /** As rows of `/v1/costs`, in the order of the file; all reported at one moment. */
  *statements(reportedAt: string | null): Generator<CostStatement> {
    for (let number = 0; number < this.count; number++) yield this.#statementOf(number, reportedAt);
  }

  /** What was spent in each currency, as a decimal string. */
  spent(): Record<string, string> {
    const entries = [...this.#spent].map(([code, minor]) => [code, minorToDecimal(minor, currencyDigits(code))]);
    return Object.fromEntries(entries) as Record<string, string>;
  }

  #keyOf({ date, adSource, medium, campaign, adGroup, keyword, campaignId }: CostEvent): number[] {
    return [date, adSource, medium, campaign, adGroup, keyword, campaignId].map((text) => this.#texts.numberOf(text));
  }

  #unsummable(number: number, currency: number, minor: number): RowError | null {
    const line = this.#lines.get(number);
    if (this.#currencies.get(number) !== currency) {
      const other = this.#texts.text(this.#currencies.get(number));
      const detail = `Line ${line} has the same campaign and date in ${other}: import each currency as a file of its own.`;
      return { pointer: '/currency', code: 'mixed_currency', detail };
    }
    if (this.#minors.get(number) + minor <= MOST_MINOR) return null;
    const detail = `Summed with line ${line} it is more than an amount may be.`;
    return { pointer: '/cost', code: 'amount_too_large', detail };
  }

  #total({ date, cost: { currency }, clicks, impressions }: CostEvent, minor: number): void {
    this.#spent.set(currency, (this.#spent.get(currency) ?? 0n) + BigInt(minor));
    if (clicks !== null) this.clicks = (this.clicks ?? 0) + clicks;
    if (impressions !== null) this.impressions = (this.impressions ?? 0) + impressions;
    if (this.from === null || date < this.from) this.from = date;
    if (this.to === null || date > this.to) this.to = date;
  }

  #statementOf(number: number, reportedAt: string | null): CostStatement {
    const statement: Record<string, string | number> = {};
    for (const [position, member] of KEY.entries()) {
      const text = this.#texts.text(this.#keys.at(number, position));
      if (text !== '') statement[member] = text;
    }
    const currency = this.#texts.text(this.#currencies.get(number));
    statement['cost'] = minorToDecimal(BigInt(this.#minors.get(number)), currencyDigits(currency));
    statement['currency'] = currency;
    const [clicks, impressions] = [this.#clicks.get(number), this.#impressions.get(number)];
    if (!Number.isNaN(clicks)) statement['clicks'] = clicks;
    if (!Number.isNaN(impressions)) statement['impressions'] = impressions;
    if (reportedAt !== null) statement['reported_at'] = reportedAt;
    return statement;
  }
}

function addKnown(sums: NumberList, number: number, value: number | null): void {
  if (value === null) return;
  const sum = sums.get(number);
  sums.set(number, Number.isNaN(sum) ? value : sum + value);
}
