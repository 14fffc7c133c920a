import { text, identifier } from '../kinds/text.ts';
import { optional, personal, required, type EventFields } from './field.ts';

const url = text(8_192);

export const VISIT: EventFields = {
  type: 'visit',
  doc: 'A visitor began a stay at a landing page.',
  personal: true,
  fields: [
    required('visitor_id', 'visitorId', identifier, 'The visitor.'),
    required('url', 'url', url, 'Landing page with its query.'),
    optional('referrer', 'referrer', url, 'Referring page.'),
    optional('user_agent', 'userAgent', text(4_096), 'User agent of the browser.'),
    optional('visit_id', 'visitId', identifier, 'The visit; the id of the event unless stated.', 'id'),
    personal('ip', 'ip', text(64), 'Address of the visitor.'),
  ],
};

export const PAGE: EventFields = {
  type: 'page',
  doc: 'One page was shown in a visit.',
  fields: [
    required('visitor_id', 'visitorId', identifier, 'The visitor.'),
    required('visit_id', 'visitId', identifier, 'The visit it belongs to.'),
    required('url', 'url', url, 'The page.'),
    optional('title', 'title', text(2_048), 'Title of the page.'),
  ],
};
