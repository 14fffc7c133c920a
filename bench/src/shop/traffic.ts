import { createHash } from 'node:crypto';
import { AGENTS, LANDINGS } from './landings.ts';
import { Random } from './random.ts';

/** An event of `POST /v1/events`. */
export type SentEvent = Readonly<Record<string, unknown>>;

/** What a stretch of traffic must show in the reports. */
export interface Expected {
  visits: number;
  enquiries: number;
  sales: number;
}

const text = (at: number): string => new Date(at).toISOString();

interface Buyer {
  readonly visitor: string;
  readonly phone: string;
  readonly enquiry: string;
  /** Deal that is open and will be won, and since when. */
  readonly deal: string;
  readonly openedAt: number;
}

const DAY_MS = 86_400_000;
/** Proportions of a shop with 10M visits, 300k enquiries and 60k sales of 100k deals (design, section 4, row 6). */
const ENQUIRY = 0.029;
const DEAL = 0.015;
const LATE = 0.1;
const RETURNING = 0.1;
/** Of the other visits those of somebody who was there before. */
const AGAIN = 0.4;

/**
 * Endless traffic of a shop, in the order of arrival: visits, enquiries, deals that open and are won. A tenth arrives
 * late, up to three days; a tenth of visits, enquiries and new deals are those of people who bought before.
 */
export class Traffic {
  readonly expected: Expected = { visits: 0, enquiries: 0, sales: 0 };
  readonly #random: Random;
  readonly #name: string;
  readonly #visitors: string[] = [];
  readonly #enquirers: Buyer[] = [];
  readonly #open: Buyer[] = [];
  readonly #buyers: Buyer[] = [];
  #count = 0;

  /** @param name makes ids unlike those of any other traffic */
  constructor(name: string, seed: number) {
    this.#name = name;
    this.#random = new Random(seed);
  }

  /** @param now epoch ms: when it arrives */
  event(now: number): SentEvent {
    return this.#counted(() => this.#next(now));
  }

  #counted<Result>(make: () => Result): Result {
    this.#count += 1;
    return make();
  }

  #next(now: number): SentEvent {
    const random = this.#random;
    const late = random.next() < LATE ? random.below(3 * DAY_MS) : 0;
    const at = now - late;
    const dice = random.next();
    const before = random.next() < RETURNING && this.#buyers.length > 0 ? random.pick(this.#buyers) : null;
    if (dice < ENQUIRY) return this.#enquiry(at, before);
    if (dice < ENQUIRY + DEAL && this.#enquirers.length > 0) return this.#deal(at, before);
    return this.#visit(at, before);
  }

  /** What goes before: people who have bought already, of whom a tenth of what follows will be. To be sent first. */
  prologue(buyers: number, now: number): SentEvent[] {
    return Array.from({ length: buyers }, () => {
      const before = now - DAY_MS - this.#random.below(2 * DAY_MS);
      const visitor = this.#counted(() => this.#newVisitor());
      const events = [this.#counted(() => this.#visit(before, null, visitor))];
      events.push(this.#counted(() => this.#enquiry(before + 60_000, null, visitor)));
      events.push(this.#counted(() => this.#opened(before + 120_000, this.#enquirers.at(-1) as Buyer)));
      events.push(this.#counted(() => this.#won(before + 180_000, this.#open.pop() as Buyer)));
      return events;
    }).flat();
  }

  events(count: number, now: number): SentEvent[] {
    return Array.from({ length: count }, () => this.event(now));
  }

  #id(kind: string): string {
    return `${this.#name}-${kind}${this.#count}`;
  }

  #visit(at: number, before: Buyer | null, knownVisitor?: string): SentEvent {
    const random = this.#random;
    const visitor =
      before?.visitor ??
      knownVisitor ??
      (random.next() < AGAIN && this.#visitors.length > 0 ? random.pick(this.#visitors) : this.#newVisitor());
    this.expected.visits += 1;
    const { url, referrer } = random.pick(LANDINGS);
    return {
      type: 'visit',
      id: this.#id('s'),
      at: text(at),
      visitor_id: visitor,
      url,
      ...(referrer === null ? {} : { referrer }),
      user_agent: random.pick(AGENTS),
    };
  }

  #newVisitor(): string {
    const visitor = this.#id('v');
    this.#visitors.push(visitor);
    return visitor;
  }

  #enquiry(at: number, before: Buyer | null, knownVisitor?: string): SentEvent {
    const random = this.#random;
    const visitor =
      before?.visitor ?? knownVisitor ?? (this.#visitors.length > 0 ? random.pick(this.#visitors) : this.#newVisitor());
    const phone = before?.phone ?? phoneOf(visitor);
    const buyer: Buyer = { visitor, phone, enquiry: this.#id('e'), deal: '', openedAt: 0 };
    this.#enquirers.push(buyer);
    this.expected.enquiries += 1;
    return { type: 'enquiry', kind: 'form', id: buyer.enquiry, at: text(at), visitor_id: visitor, phone, name: 'Anna' };
  }

  #deal(at: number, before: Buyer | null): SentEvent {
    const open = this.#random.next() < 0.375 ? this.#open.shift() : undefined;
    return open === undefined
      ? this.#opened(at, before ?? this.#random.pick(this.#enquirers))
      : this.#won(Math.max(at, open.openedAt + 1), open);
  }

  #opened(at: number, by: Buyer): SentEvent {
    const buyer = { ...by, deal: this.#id('d'), openedAt: at };
    this.#open.push(buyer);
    return { type: 'deal', id: this.#id('o'), at: text(at), status: 'open', ...dealOf(buyer) };
  }

  #won(at: number, buyer: Buyer): SentEvent {
    this.#buyers.push(buyer);
    this.expected.sales += 1;
    const amount = `${1_000 + this.#random.below(99_000)}.00`;
    return { type: 'deal', id: this.#id('w'), at: text(at), status: 'won', amount, currency: 'RUB', ...dealOf(buyer) };
  }
}

/** Everybody has one phone. */
const phoneOf = (visitor: string): string =>
  `+79${createHash('md5').update(visitor).digest().readUInt32BE(0).toString().padStart(10, '0').slice(-9)}`;

const dealOf = ({ deal, visitor, phone, enquiry }: Buyer) => ({
  deal_id: deal,
  visitor_id: visitor,
  phone,
  enquiry_id: enquiry,
});
