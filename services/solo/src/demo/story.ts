import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import {
  DAYS,
  FIRST_DAY,
  MANAGERS,
  OFFLINE_LINES,
  PAID,
  SITE,
  SITE_LINES,
  STAGES,
  TRAFFIC,
  type TrafficSource,
} from './shop.ts';
import { contactBody, leadBody, leadDeletedBody } from './wire/amocrm.ts';
import { calltouchBody } from './wire/calltouch.ts';
import { appearedBody, summaryBody } from './wire/mango.ts';

/** What the demo sends, in the order of time: first-party events and costs in batches, webhooks one by one. */
export interface Story {
  readonly events: readonly Timed<Record<string, unknown>>[];
  readonly costs: readonly Record<string, unknown>[];
  readonly hooks: readonly Timed<Hook>[];
}
export interface Timed<T> {
  readonly at: number;
  readonly what: T;
}
export interface Hook {
  readonly provider: 'calltouch' | 'mango' | 'amocrm';
  readonly path: string;
  readonly body: string;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const START = Date.parse(`${FIRST_DAY}T00:00:00+03:00`);
const END = START + DAYS * DAY;

/**
 * Tells 90 days of the shop. The same seed tells the same story.
 * @param crmSource id of the amoCRM source: a refund names its deal as `<source>/<deal>`
 */
export function tellStory(seed: number, visitsPerDay: number, crmSource: string): Story {
  const random = createRandom(seed);
  const teller = new Teller(random, crmSource);
  for (const { number, origin } of OFFLINE_LINES) {
    teller.event(START, {
      type: 'number',
      id: `line-${number}`,
      at: iso(START),
      number: `+${number}`,
      origin,
      from: FIRST_DAY,
    });
  }
  for (let day = 0; day < DAYS; day += 1) {
    const weekend = new Date(START + day * DAY + DAY / 2).getUTCDay() % 6 === 0;
    const visits = Math.round(visitsPerDay * (weekend ? 0.7 : 1.1) * (0.9 + random.next() * 0.2));
    for (let i = 0; i < visits; i += 1) teller.visitor(START + day * DAY + timeOfDay(random));
    for (let i = 0; i < 2; i += 1) if (random.chance(0.35)) teller.offlineCall(START + day * DAY + timeOfDay(random));
    for (const campaign of PAID) teller.cost(day, campaign, weekend);
  }
  teller.broken();
  return teller.story();
}

const iso = (at: number): string => new Date(at).toISOString();
/** Shoppers are awake from 8 to 23, most at noon and in the evening. */
const timeOfDay = (random: Random): number => Math.round((8 + 7.5 * (random.next() + random.next())) * 3_600_000);

class Teller {
  private readonly events: Timed<Record<string, unknown>>[] = [];
  private readonly costs: Record<string, unknown>[] = [];
  private readonly hooks: Timed<Hook>[] = [];
  private readonly random: Random;
  private readonly crmSource: string;
  private serial = 0;

  constructor(random: Random, crmSource: string) {
    this.random = random;
    this.crmSource = crmSource;
  }

  story(): Story {
    const byTime = (a: Timed<unknown>, b: Timed<unknown>): number => a.at - b.at;
    return { events: this.events.sort(byTime), costs: this.costs, hooks: this.hooks.sort(byTime) };
  }

  event(at: number, what: Record<string, unknown>): void {
    if (at < END) this.events.push({ at, what });
  }

  private hook(at: number, provider: Hook['provider'], path: string, body: string): void {
    if (at < END) this.hooks.push({ at, what: { provider, path, body } });
  }

  /** One visitor: one to four visits, perhaps an enquiry, perhaps a deal. */
  visitor(firstAt: number): void {
    const { random } = this;
    const visitorId = `visitor-${(this.serial += 1)}`;
    let traffic = random.weighted(TRAFFIC);
    let at = firstAt;
    this.visit(visitorId, traffic, at);
    while (random.chance(0.22)) {
      at += random.int(2 * 3_600_000, 6 * DAY);
      traffic = random.chance(0.4) ? traffic : random.weighted(TRAFFIC);
      this.visit(visitorId, traffic, at);
    }
    if (!random.chance(traffic.enquiry)) return;
    const phone = `7900${String(1_000_000 + this.serial).slice(-7)}`;
    const asked = at + random.int(2, 25) * MINUTE;
    if (random.chance(0.45)) this.form(visitorId, phone, asked);
    else this.trackedCall(visitorId, traffic, phone, asked);
    if (random.chance(0.72)) this.deal(phone, asked + random.int(5, 180) * MINUTE);
  }

  private visit(visitorId: string, traffic: TrafficSource, at: number): void {
    const query = new URLSearchParams();
    if (traffic.utm !== undefined) {
      for (const [name, value] of Object.entries(traffic.utm)) query.set(`utm_${name}`, value);
    }
    if (traffic.clickId !== undefined) query.set(traffic.clickId, String(10 ** 15 + at + this.serial));
    const text = query.toString();
    const agents = [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 YaBrowser/24.7.0.0 Safari/537.36',
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36',
    ] as const;
    this.event(at, {
      type: 'visit',
      id: `visit-${(this.serial += 1)}`,
      at: iso(at),
      visitor_id: visitorId,
      url: `${SITE}${traffic.path}${text === '' ? '' : `?${text}`}`,
      ...(traffic.referrer === undefined ? {} : { referrer: traffic.referrer }),
      user_agent: this.random.chance(0.01)
        ? 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)'
        : this.random.pick(agents),
    });
  }

  private form(visitorId: string, phone: string, at: number): void {
    this.event(at, {
      type: 'enquiry',
      id: `form-${(this.serial += 1)}`,
      at: iso(at),
      kind: this.random.pick(['form', 'callback', 'chat']),
      visitor_id: visitorId,
      phone: `+${phone}`,
    });
  }

  /** Calltouch tells where the caller came from; the same call rings through Mango, a second later by its clock. */
  private trackedCall(visitorId: string, traffic: TrafficSource, caller: string, at: number): void {
    const { random } = this;
    const answered = random.chance(0.86);
    const call = {
      caller,
      line: random.pick(SITE_LINES),
      waitSeconds: random.int(3, 40),
      talkSeconds: answered ? random.int(25, 420) : 0,
    };
    const end = at + (call.waitSeconds + call.talkSeconds) * 1000;
    const id = String(1_100_000_000 + (this.serial += 1));
    const [source, medium] =
      traffic.utm !== undefined
        ? [traffic.utm.source, traffic.utm.medium]
        : (traffic.tracked ?? ['(direct)', '(none)']);
    this.hook(
      end,
      'calltouch',
      '',
      calltouchBody({
        ...call,
        id,
        at,
        source,
        medium,
        clientId: visitorId,
        url: `${SITE}${traffic.path}`,
        referrer: traffic.referrer ?? '',
        ...(traffic.utm === undefined ? {} : { utm: traffic.utm }),
      }),
    );
    this.mangoCall(call, at + 1000);
    this.event(at, { type: 'identify', id: `ident-${id}`, at: iso(at), visitor_id: visitorId, phone: `+${caller}` });
  }

  private mangoCall(
    call: { caller: string; line: string; waitSeconds: number; talkSeconds: number },
    at: number,
  ): void {
    const mango = {
      ...call,
      at,
      entryId: `entry${(this.serial += 1)}`,
      extension: String(101 + this.random.int(0, 3)),
    };
    this.hook(at, 'mango', '/events/call', appearedBody(mango));
    this.hook(at + (call.waitSeconds + call.talkSeconds) * 1000, 'mango', '/events/summary', summaryBody(mango));
  }

  /** Somebody saw the number in print: only telephony knows of the call. */
  offlineCall(at: number): void {
    const { random } = this;
    const caller = `7900${String(5_000_000 + (this.serial += 1)).slice(-7)}`;
    const answered = random.chance(0.8);
    this.mangoCall(
      {
        caller,
        line: random.pick(OFFLINE_LINES).number,
        waitSeconds: random.int(3, 50),
        talkSeconds: answered ? random.int(20, 300) : 0,
      },
      at,
    );
    if (answered && random.chance(0.5)) this.deal(caller, at + random.int(5, 60) * MINUTE);
  }

  /** A deal's life in amoCRM: won, lost, reopened, refunded or deleted. */
  private deal(phone: string, createdAt: number): void {
    const { random } = this;
    const id = String(8_000_000 + (this.serial += 1));
    const manager = random.pick(MANAGERS);
    const price = random.int(18, 240) * 1000 + random.int(0, 9) * 100;
    let at = createdAt;
    let status: string = STAGES.first;
    this.hook(at, 'amocrm', '', leadBody('add', { id, status, price: 0, manager, createdAt, updatedAt: at }));
    this.hook(
      at + 2000,
      'amocrm',
      '',
      contactBody({ id: String(21_000_000 + this.serial), phone: `+${phone}`, leadId: id, at: at + 2000 }),
    );
    const turn = (next: string, days: number): void => {
      at += random.int(3_600_000, days * DAY);
      const lead = { id, status: next, oldStatus: status, price, manager, createdAt, updatedAt: at };
      this.hook(at, 'amocrm', '', leadBody('status', lead));
      status = next;
    };
    turn(STAGES.measure, 3);
    if (random.chance(0.05)) {
      this.hook(at + DAY, 'amocrm', '', leadDeletedBody(id, status));
      return;
    }
    if (!random.chance(0.62)) {
      turn(STAGES.lost, 9);
      return;
    }
    turn(STAGES.offer, 4);
    if (random.chance(0.35)) {
      turn(STAGES.lost, 12);
      return;
    }
    turn(STAGES.contract, 6);
    turn(STAGES.won, 5);
    const fate = random.next();
    if (fate < 0.04) turn(STAGES.contract, 3);
    else if (fate < 0.1) {
      const refund = {
        type: 'refund',
        id: `refund-${id}`,
        deal_id: `${this.crmSource}/${id}`,
        amount: `${Math.round(price / 4)}.00`,
        currency: 'RUB',
      };
      const refunded = at + random.int(1, 12) * DAY;
      this.event(refunded, { ...refund, at: iso(refunded) });
    }
  }

  cost(day: number, campaign: (typeof PAID)[number], weekend: boolean): void {
    const { random } = this;
    const kopecks = Math.round(campaign.dailyCost * 100 * (weekend ? 0.65 : 1.1) * (0.85 + random.next() * 0.3));
    const clicks = Math.max(1, Math.round(kopecks / 100 / campaign.cpc));
    this.costs.push({
      date: new Date(START + day * DAY + DAY / 2).toISOString().slice(0, 10),
      source: campaign.source,
      medium: campaign.medium,
      campaign: campaign.campaign,
      cost: `${Math.floor(kopecks / 100)}.${String(kopecks % 100).padStart(2, '0')}`,
      currency: 'RUB',
      clicks,
      impressions: clicks * random.int(14, 40),
      reported_at: iso(START + (day + 1) * DAY + 6 * 3_600_000),
    });
  }

  /** What real life also sends: a test button, a broken signature's cousin, a body cut in half, an unknown event. */
  broken(): void {
    const at = START + 3 * DAY;
    this.hook(
      at,
      'calltouch',
      '',
      'callerphone=%7Bcallerphone%7D&phonenumber=%7Bphonenumber%7D&calltime=%7Bcalltime%7D',
    );
    this.hook(at + 1, 'calltouch', '', 'leadtype=call&callphase=callcompleted&callerphone=79000000199');
    this.hook(
      at + 2,
      'mango',
      '/events/fax',
      appearedBody({
        caller: '79000000198',
        line: SITE_LINES[0],
        at,
        waitSeconds: 0,
        talkSeconds: 0,
        extension: '101',
        entryId: 'fax',
      }),
    );
    this.hook(
      at + 3,
      'amocrm',
      '',
      'leads%5Badd%5D%5B0%5D%5Bname%5D=no+id&account%5Bid%5D=30000001&account%5Bsubdomain%5D=oknademo',
    );
  }
}
