import { landingPageOf, node, type FactHeader, type NodeId } from '@throughline/domain';
import type { PageEvent } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import type { ProjectContext } from './project-context.ts';

/** A page shown in a visit: no fact of the core, which neither makes, splits nor prolongs a visit by it; kept for analysts. */
export interface PageProjection extends FactHeader {
  readonly type: 'page';
  readonly visitId: string;
  readonly visitor: NodeId;
  /** host + path, as of a landing page. */
  readonly page: string;
  readonly title: string | null;
}

export const projectPage = (known: KnownEvent<PageEvent>, context: ProjectContext): PageProjection => ({
  ...factHeader(known, context),
  type: 'page',
  visitId: known.event.visitId,
  visitor: node('v', known.event.visitorId),
  page: landingPageOf(known.event.url),
  title: known.event.title,
});
