import { clientIds, statedOrigin } from '../kinds/nested.ts';
import { email, phone } from '../kinds/personal.ts';
import { amount, currency, quantity, truth } from '../kinds/scalar.ts';
import { identifier, oneOf, text } from '../kinds/text.ts';
import { optional, personal, required, type EventFields } from './field.ts';

const name = text(1_024);
/** Caller and callee: which of them is the customer follows from the direction (read-call.ts). */
const side = text(64);
/** A day and more: no call lasts longer. */
const seconds = quantity(1e6);

export const IDENTIFY: EventFields = {
  type: 'identify',
  doc: 'Two or more identifiers belong to one person; `withdraw` takes it back.',
  personal: true,
  fixed: { manual: false },
  atLeast: { count: 2, of: ['visitor_id', 'phone', 'email', 'crm_contact_id'] },
  fields: [
    optional('visitor_id', 'visitorId', identifier, 'The visitor.'),
    optional('crm_contact_id', 'crmContactId', identifier, 'Contact in the CRM.'),
    optional('withdraw', 'withdraw', truth, 'True takes the identification back.', 'false'),
    personal('phone', 'phone', phone, 'Phone in any usual form.'),
    personal('email', 'email', email, 'Email address.'),
    personal('name', 'name', name, 'Name of the person.'),
  ],
};

export const ENQUIRY: EventFields = {
  type: 'enquiry',
  doc: 'Somebody sent a form, chat, callback request or order.',
  personal: true,
  atLeast: { count: 1, of: ['visitor_id', 'phone', 'email', 'crm_contact_id', 'deal_id', 'client_ids'] },
  fields: [
    required('kind', 'kind', oneOf('form', 'chat', 'callback', 'order'), 'How they asked.'),
    optional('visitor_id', 'visitorId', identifier, 'The visitor.'),
    optional('crm_contact_id', 'crmContactId', identifier, 'Contact in the CRM.'),
    optional('deal_id', 'dealId', identifier, 'Deal it led to.'),
    optional('manager', 'manager', name, 'Who handles it.'),
    optional('spam', 'spam', truth, 'Spam or not.'),
    optional('currency', null, currency, "Currency of `value`; the workspace's unless stated."),
    optional('value', 'value', amount, 'Stated value.'),
    optional('stated_origin', 'statedOrigin', statedOrigin, 'What the sender says brought it.'),
    optional('client_ids', 'clientIds', clientIds, 'Ids other systems gave the visitor.', 'no_ids'),
    personal('phone', 'phone', phone, 'Phone in any usual form.'),
    personal('email', 'email', email, 'Email address.'),
    personal('name', 'name', name, 'Name of the person.'),
  ],
};

export const CALL: EventFields = {
  type: 'call',
  doc: 'One phase of a phone call, or all of it.',
  personal: true,
  fixed: { line: null },
  fields: [
    required('call_id', 'callId', identifier, 'The call.'),
    required('direction', 'direction', oneOf('in', 'out'), 'Inbound or outbound.'),
    optional('caller', null, side, 'Who called; absent or empty: hidden.'),
    required('callee', null, side, 'Who was called.'),
    required('answered', 'answered', truth, 'Answered or not.'),
    optional('wait_seconds', 'waitSeconds', seconds, 'Seconds until answered or given up.'),
    optional('talk_seconds', 'talkSeconds', seconds, 'Seconds of talk.'),
    optional('manager', 'manager', name, 'Who talked.'),
    optional('visitor_id', 'visitorId', identifier, 'The visitor who called.'),
    optional('recording_url', 'recordingUrl', text(8_192), 'Recording of the call.'),
    optional('spam', 'spam', truth, 'Spam or not.'),
    optional('stated_origin', 'statedOrigin', statedOrigin, 'What the sender says brought it.'),
    optional('client_ids', 'clientIds', clientIds, 'Ids other systems gave the visitor.', 'no_ids'),
  ],
};

export const MARK: EventFields = {
  type: 'mark',
  doc: 'A later word on an enquiry.',
  fields: [
    required('enquiry_id', 'enquiryId', identifier, 'The enquiry.'),
    optional('spam', 'spam', truth, 'Spam or not.'),
    optional('quality', 'quality', name, 'Quality of the enquiry.'),
  ],
};
