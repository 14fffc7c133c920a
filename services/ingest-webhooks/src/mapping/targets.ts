/** How the text of a payload becomes the value of a field. */
export type Kind = 'text' | 'time' | 'phone' | 'boolean' | 'number' | 'amount' | readonly string[];
export type MappedType = 'call' | 'enquiry' | 'deal' | 'identify';

const ORIGIN = {
  utm_source: 'text',
  utm_medium: 'text',
  utm_campaign: 'text',
  utm_term: 'text',
  utm_content: 'text',
  ad_group: 'text',
  click_id: 'text',
  landing_url: 'text',
  referrer: 'text',
} as const;
const PERSON = { visitor_id: 'text', phone: 'phone', email: 'text', name: 'text', crm_contact_id: 'text' } as const;

/** The fields a mapping may fill, by the names of `POST /v1/events`. */
export const TARGETS: Readonly<Record<MappedType, Readonly<Record<string, Kind>>>> = {
  call: {
    ...{ at: 'time', call_id: 'text', direction: ['in', 'out'], caller: 'phone', callee: 'phone', answered: 'boolean' },
    ...{ wait_seconds: 'number', talk_seconds: 'number', manager: 'text', visitor_id: 'text', recording_url: 'text' },
    ...{ spam: 'boolean', ...ORIGIN },
  },
  enquiry: {
    ...{ at: 'time', kind: ['form', 'chat', 'callback', 'order'], ...PERSON, deal_id: 'text', manager: 'text' },
    ...{ spam: 'boolean', value: 'amount', currency: 'text', ...ORIGIN },
  },
  deal: {
    ...{
      at: 'time',
      deal_id: 'text',
      stage: 'text',
      status: ['open', 'won', 'lost'],
      amount: 'amount',
      currency: 'text',
    },
    ...{ cost_of_goods: 'amount', pipeline: 'text', manager: 'text', department: 'text', reason: 'text' },
    ...{ created_at: 'time', enquiry_id: 'text', deleted: 'boolean', merged_into: 'text', ...PERSON, ...ORIGIN },
  },
  identify: { at: 'time', ...PERSON, withdraw: 'boolean' },
};

/** `client:<system>` is an id of another system. */
export function isTarget(type: MappedType, name: string): boolean {
  return Object.hasOwn(TARGETS[type], name) || (type !== 'identify' && /^client:\w+$/.test(name));
}
