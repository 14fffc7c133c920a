import {
  MODELS,
  type Conversion,
  type Credit,
  type DealConversion,
  type EnquiryConversion,
  type Journey,
  type Touchpoint,
} from '@throughline/domain';
import { sql, type Warehouse } from '@throughline/warehouse';

type Stored = Readonly<Record<string, unknown>>;

/** What the warehouse says of every candidate of a workspace, as conversions again: the inverse of `conversionRow`. */
export async function storedConversions(warehouse: Warehouse, workspace: string): Promise<Conversion[]> {
  const rows = await warehouse.select<Stored>(
    sql`SELECT * REPLACE (toUnixTimestamp64Milli(at) AS at, toUnixTimestamp64Milli(end) AS end, toUnixTimestamp64Milli(sale_end) AS sale_end,
          toUnixTimestamp64Milli(lead_at) AS lead_at, toUnixTimestamp64Milli(sale_at) AS sale_at,
          arrayMap(t -> toUnixTimestamp64Milli(t), refund_at) AS refund_at, arrayMap(t -> toUnixTimestamp64Milli(t), touch_at) AS touch_at,
          arrayMap(e -> lower(hex(e)), touch_event_id) AS touch_event_id)
        FROM conversion FINAL WHERE workspace = ${workspace}`,
  );
  return rows.map(conversionOf);
}

const text = (row: Stored, name: string): string => row[name] as string;
const flag = (row: Stored, name: string): boolean => row[name] as boolean;
const whole = (value: unknown): number => Number(value);
const orNull = <T>(value: unknown, read: (value: unknown) => T): T | null =>
  value === null || value === undefined ? null : read(value);
const list = (row: Stored, name: string): readonly unknown[] => row[name] as readonly unknown[];

function conversionOf(row: Stored): Conversion {
  const common = {
    id: text(row, 'id'),
    person: text(row, 'person'),
    present: flag(row, 'present'),
    at: whole(row['at']),
    end: whole(row['end']),
    source: text(row, 'data_source'),
    manager: row['manager'] as string | null,
    journey: journeyOf(row),
  };
  return row['kind'] === 'enquiry' ? enquiryOf(row, common) : dealOf(row, common);
}

type Common = Pick<EnquiryConversion, 'id' | 'person' | 'present' | 'at' | 'end' | 'source' | 'manager' | 'journey'>;

const enquiryOf = (row: Stored, common: Common): EnquiryConversion => ({
  ...common,
  kind: 'enquiry',
  isLead: flag(row, 'is_lead'),
  enquiryKind: text(row, 'enquiry_kind') as EnquiryConversion['enquiryKind'],
  answered: row['answered'] as boolean | null,
  waitSeconds: orNull(row['wait_seconds'], whole),
  talkSeconds: orNull(row['talk_seconds'], whole),
  mergedIds: list(row, 'merged_ids') as string[],
});

const dealOf = (row: Stored, common: Common): DealConversion => ({
  ...common,
  kind: 'deal',
  saleEnd: whole(row['sale_end']),
  status: text(row, 'status') as DealConversion['status'],
  implied: flag(row, 'implied'),
  impliedIsLead: flag(row, 'implied_is_lead'),
  originEnquiryId: row['origin_enquiry_id'] as string | null,
  leadId: row['lead_id'] as string | null,
  leadAt: orNull(row['lead_at'], whole),
  isSale: flag(row, 'is_sale'),
  saleAt: orNull(row['sale_at'], whole),
  firstTime: flag(row, 'first_time'),
  amount: whole(row['amount']),
  costOfGoods: whole(row['cost_of_goods']),
  costOfGoodsKnown: flag(row, 'cost_of_goods_known'),
  rateMissing: flag(row, 'rate_missing'),
  refunds: list(row, 'refund_id').map((id, i) => ({
    id: id as string,
    at: whole(list(row, 'refund_at')[i]),
    amount: whole(list(row, 'refund_amount')[i]),
  })),
  stage: row['stage'] as string | null,
  pipeline: row['pipeline'] as string | null,
  department: row['department'] as string | null,
  reason: row['reason'] as string | null,
  items: list(row, 'item_name').map((name, i) => ({
    name: name as string,
    category: list(row, 'item_category')[i] as string | null,
    quantity: whole(list(row, 'item_quantity')[i]),
    price: whole(list(row, 'item_price')[i]),
  })),
});

function journeyOf(row: Stored): Journey {
  const at = (name: string, i: number): string => list(row, `touch_${name}`)[i] as string;
  const touchpoints = list(row, 'touch_id').map((id, i): Touchpoint => ({
    id: id as string,
    at: whole(at('at', i)),
    origin: {
      channel: at('channel', i) as Touchpoint['origin']['channel'],
      source: at('source', i),
      medium: at('medium', i),
      campaign: at('campaign', i),
      adGroup: at('ad_group', i),
      term: at('term', i),
      content: at('content', i),
      clickId: at('click_id', i),
    },
    landingPage: at('landing_page', i),
    device: at('device', i),
    country: at('country', i),
    city: at('city', i),
    evidence: at('evidence', i) as Touchpoint['evidence'],
    eventId: at('event_id', i),
  }));
  const credits = Object.fromEntries(
    MODELS.map((model) => [model, creditsOf(row, model)]),
  ) as unknown as Journey['credits'];
  return { touchpoints, truncated: flag(row, 'truncated'), credits };
}

const creditsOf = (row: Stored, model: string): Credit[] =>
  list(row, `${model}_touch`).map((touch, i) => ({
    touch: whole(touch),
    share: whole(list(row, `${model}_share`)[i]),
    saleShare: whole(list(row, `${model}_sale_share`)[i]),
    amount: whole(list(row, `${model}_amount`)[i]),
    costOfGoods: whole(list(row, `${model}_cost_of_goods`)[i]),
    refunds: (list(row, `${model}_refunds`)[i] as readonly unknown[]).map(whole),
  }));
