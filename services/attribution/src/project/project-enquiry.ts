import { resolveStatedOrigin, type EnquiryFact } from '@throughline/domain';
import type { EnquiryEvent } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import { clientNodes, contactNode, emailNode, phoneNode, visitorNode } from './person-nodes.ts';
import type { ProjectContext } from './project-context.ts';

export function projectEnquiry(known: KnownEvent<EnquiryEvent>, context: ProjectContext): EnquiryFact {
  const { event } = known;
  return {
    ...factHeader(known, context),
    type: 'enquiry',
    kind: event.kind,
    enquiryId: event.id,
    visitor: visitorNode(event.visitorId),
    phone: phoneNode(event.personal.phone, context),
    email: emailNode(event.personal.email, context),
    contact: contactNode(event.crmContactId),
    dealId: event.dealId,
    clientIds: clientNodes(event.clientIds),
    manager: event.manager,
    spam: event.spam,
    statedOrigin: resolveStatedOrigin(event.statedOrigin, context.lookups, context.rules),
  };
}
