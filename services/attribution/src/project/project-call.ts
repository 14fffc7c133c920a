import { resolveStatedOrigin, type CallFact } from '@throughline/domain';
import type { CallEvent } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import { clientNodes, phoneNode, visitorNode } from './person-nodes.ts';
import { lineOf } from './line-of.ts';
import type { ProjectContext } from './project-context.ts';

export function projectCall(known: KnownEvent<CallEvent>, context: ProjectContext): CallFact {
  const { event } = known;
  return {
    ...factHeader(known, context),
    type: 'call',
    callId: event.callId,
    direction: event.direction,
    customer: phoneNode(event.personal.phone, context),
    line: event.line === null ? null : lineOf(event.line, context),
    answered: event.answered,
    waitSeconds: event.waitSeconds,
    talkSeconds: event.talkSeconds,
    manager: event.manager,
    visitor: visitorNode(event.visitorId),
    clientIds: clientNodes(event.clientIds),
    spam: event.spam,
    statedOrigin: resolveStatedOrigin(event.statedOrigin, context.lookups, context.rules),
  };
}
