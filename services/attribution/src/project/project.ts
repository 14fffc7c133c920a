import type { Fact } from '@throughline/domain';
import type { Event } from '@throughline/events';
import type { KnownEvent } from './fact-header.ts';
import { projectCall } from './project-call.ts';
import type { ProjectContext } from './project-context.ts';
import { projectCost } from './project-cost.ts';
import { projectDeal } from './project-deal.ts';
import { projectEnquiry } from './project-enquiry.ts';
import { projectIdentify } from './project-identify.ts';
import { projectMark } from './project-mark.ts';
import { projectNumber } from './project-number.ts';
import { projectPage, type PageProjection } from './project-page.ts';
import { projectRefund } from './project-refund.ts';
import { projectVisit } from './project-visit.ts';

/** What the record step writes of one event: a fact of the core, or a page view, which is none. */
export type Projection = Fact | PageProjection;

/**
 * One event content as a fact: ids and hash, times in milliseconds, money in minor units, phones and emails as keyed
 * nodes, origins resolved, the reason of exclusion. A pure function of the event, the time it became known and the
 * context. What is retracted, excluded or claimed is projected too: the core and the readers judge that.
 * @throws UnprojectableEventError
 */
export function project({ event, knownAt }: KnownEvent, context: ProjectContext): Projection {
  const known = <E extends Event>(one: E): KnownEvent<E> => ({ event: one, knownAt });
  switch (event.type) {
    case 'visit':
      return projectVisit(known(event), context);
    case 'page':
      return projectPage(known(event), context);
    case 'identify':
      return projectIdentify(known(event), context);
    case 'enquiry':
      return projectEnquiry(known(event), context);
    case 'call':
      return projectCall(known(event), context);
    case 'deal':
      return projectDeal(known(event), context);
    case 'refund':
      return projectRefund(known(event), context);
    case 'mark':
      return projectMark(known(event), context);
    case 'number':
      return projectNumber(known(event), context);
    case 'cost':
      return projectCost(known(event), context);
  }
}
