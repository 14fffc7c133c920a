import type { IdentifyFact } from '@throughline/domain';
import type { IdentifyEvent } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import { contactNode, emailNode, phoneNode, visitorNode } from './person-nodes.ts';
import type { ProjectContext } from './project-context.ts';

export function projectIdentify(known: KnownEvent<IdentifyEvent>, context: ProjectContext): IdentifyFact {
  const { visitorId, crmContactId, personal, withdraw, manual } = known.event;
  const named = [
    visitorNode(visitorId),
    phoneNode(personal.phone, context),
    emailNode(personal.email, context),
    contactNode(crmContactId),
  ];
  return {
    ...factHeader(known, context),
    type: 'identify',
    nodes: named.filter((node) => node !== null),
    withdraw,
    manual,
  };
}
