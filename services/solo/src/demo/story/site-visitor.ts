import { SITE, TRAFFIC, type TrafficSource } from '../shop.ts';
import { dealLife, newClient, type Client } from './deal-life.ts';
import { trackedCall } from './phone-call.ts';
import { DAY, HOUR, MINUTE, type StoryWriter } from './story-writer.ts';

/** One visitor: one to a few visits, perhaps an enquiry, perhaps a deal; who bought may come again. */
export function siteVisitor(writer: StoryWriter, firstAt: number): void {
  const { random } = writer;
  const visitorId = `visitor-${writer.serial()}`;
  let traffic = random.weighted(TRAFFIC);
  let at = firstAt;
  visit(writer, visitorId, traffic, at);
  while (random.chance(0.22)) {
    at += random.int(2 * HOUR, 6 * DAY);
    traffic = random.chance(0.4) ? traffic : random.weighted(TRAFFIC);
    visit(writer, visitorId, traffic, at);
  }
  if (!random.chance(traffic.enquiry)) return;
  const client = newClient(writer);
  const asked = at + random.int(2, 25) * MINUTE;
  if (random.chance(0.45)) {
    const isSpam = random.chance(0.06);
    form(writer, visitorId, client, asked, isSpam);
    if (isSpam) return;
  } else trackedCall(writer, { visitorId, phone: client.phone, traffic }, asked);
  if (!random.chance(0.72)) return;
  const wonAt = dealLife(writer, client, asked + random.int(5, 180) * MINUTE);
  if (wonAt !== null && random.chance(0.3)) buyAgain(writer, visitorId, client, wonAt + random.int(3 * DAY, 30 * DAY));
}

/** The same person, the same contact of the CRM, another deal. */
function buyAgain(writer: StoryWriter, visitorId: string, client: Client, at: number): void {
  visit(writer, visitorId, writer.random.weighted(TRAFFIC), at);
  const asked = at + writer.random.int(2, 25) * MINUTE;
  form(writer, visitorId, client, asked, false);
  dealLife(writer, { ...client, isKnown: true }, asked + writer.random.int(5, 180) * MINUTE);
}

const AGENTS = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 YaBrowser/24.7.0.0 Safari/537.36',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36',
] as const;
const BOT = 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)';

function visit(writer: StoryWriter, visitorId: string, traffic: TrafficSource, at: number): void {
  const { random } = writer;
  const serial = writer.serial();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(traffic.utm ?? {})) query.set(`utm_${name}`, value);
  if (traffic.clickId !== undefined) query.set(traffic.clickId, String(10 ** 15 + at + serial));
  const text = query.toString();
  writer.event(at, {
    type: 'visit',
    id: `visit-${serial}`,
    visitor_id: visitorId,
    url: `${SITE}${traffic.path}${text === '' ? '' : `?${text}`}`,
    ...(traffic.referrer === undefined ? {} : { referrer: traffic.referrer }),
    user_agent: random.chance(0.01) ? BOT : random.pick(AGENTS),
  });
}

/** A form of the site; of some a manager says later that they were spam. */
function form(writer: StoryWriter, visitorId: string, { phone }: Client, at: number, isSpam: boolean): void {
  const id = `form-${writer.serial()}`;
  const kind = writer.random.pick(['form', 'callback', 'chat']);
  writer.event(at, { type: 'enquiry', id, kind, visitor_id: visitorId, phone: `+${phone}` });
  if (!isSpam) return;
  const noticed = at + writer.random.int(10, 90) * MINUTE;
  writer.event(noticed, { type: 'mark', id: `mark-${id}`, enquiry_id: id, spam: true });
}
