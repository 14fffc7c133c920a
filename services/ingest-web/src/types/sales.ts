import { clientIds, items, sourcedOrigin, statedOrigin } from '../kinds/nested.ts';
import { email, line, phone } from '../kinds/personal.ts';
import { amount, calendarDate, count, currency, instant, instantOrDate, truth } from '../kinds/scalar.ts';
import { identifier, label, labelId, oneOf, text } from '../kinds/text.ts';
import { optional, personal, required, stated, type EventFields } from './field.ts';

const name = text(1_024);

export const DEAL: EventFields = {
  type: 'deal',
  doc: 'A deal changed. An absent member keeps its value, null clears it.',
  personal: true,
  fields: [
    required('deal_id', 'dealId', identifier, 'The deal.'),
    stated('stage', 'stage', name, 'Stage of the pipeline.'),
    required('status', 'status', oneOf('open', 'won', 'lost'), 'Open, won or lost.'),
    optional('currency', null, currency, "Currency of the deal's amounts; the workspace's unless stated."),
    stated('amount', 'amount', amount, 'Amount.'),
    stated('cost_of_goods', 'costOfGoods', amount, 'Cost of goods.'),
    stated('pipeline', 'pipeline', name, 'Pipeline.'),
    stated('manager', 'manager', name, 'Manager.'),
    stated('department', 'department', name, 'Department.'),
    stated('reason', 'reason', name, 'Reason of the loss.'),
    stated('created_at', 'createdAt', instant, 'Creation of the deal.'),
    stated('enquiry_id', 'enquiryId', identifier, 'Enquiry it came from.'),
    stated('deleted', 'deleted', truth, 'Deleted in the CRM.'),
    stated('merged_into', 'mergedInto', identifier, 'Deal it was merged into.'),
    stated('items', 'items', items, 'Lines of the deal.'),
    stated('stated_origin', 'statedOrigin', statedOrigin, 'What the sender says brought it.'),
    optional('visitor_id', 'visitorId', identifier, 'The visitor.'),
    optional('crm_contact_id', 'crmContactId', identifier, 'Contact in the CRM.'),
    optional('client_ids', 'clientIds', clientIds, 'Ids other systems gave the visitor.', 'no_ids'),
    personal('phone', 'phone', phone, 'Phone in any usual form.'),
    personal('email', 'email', email, 'Email address.'),
    personal('name', 'name', name, 'Name of the person.'),
  ],
};

export const REFUND: EventFields = {
  type: 'refund',
  doc: 'Money of a won deal was returned.',
  fields: [
    required('deal_id', 'dealId', identifier, 'The deal.'),
    required('currency', null, currency, 'Currency of the amount.'),
    required('amount', 'value', amount, 'Money returned.'),
  ],
};

export const NUMBER: EventFields = {
  type: 'number',
  doc: 'A tracked number stands for an origin from one instant to before another.',
  fields: [
    required('number', 'number', line, 'The number.'),
    required('origin', 'origin', sourcedOrigin, 'What it stands for; `source` is required.'),
    required('from', 'from', instantOrDate, 'From this instant; a bare date is 00:00 in the zone of the workspace.'),
    optional('to', 'to', instantOrDate, 'Before this instant; absent: open.'),
  ],
};

/** A row of `/v1/costs`. */
export const COST: EventFields = {
  type: 'cost',
  doc: 'What one campaign cost on one calendar date, as reported at one moment.',
  fields: [
    required('date', 'date', calendarDate, 'Calendar date, never shifted by a zone.'),
    required('source', 'adSource', label, 'Ad source, such as yandex.'),
    optional('medium', 'medium', label, 'Medium; cpc unless stated.', 'cpc'),
    optional('campaign', 'campaign', label, 'Campaign.', 'not_set'),
    optional('ad_group', 'adGroup', label, 'Ad group.', 'not_set'),
    optional('keyword', 'keyword', label, 'Keyword.', 'not_set'),
    optional('campaign_id', 'campaignId', labelId, 'Id of the campaign in the ad system.', 'no_text'),
    required('currency', null, currency, 'Currency of the cost.'),
    required('cost', 'cost', amount, 'Cost.'),
    optional('clicks', 'clicks', count, 'Clicks.'),
    optional('impressions', 'impressions', count, 'Impressions.'),
    optional('reported_at', 'reportedAt', instant, 'When it was reported; received time unless stated.', 'received'),
  ],
};
