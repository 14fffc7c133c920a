import type { MarkFact } from '@throughline/domain';
import type { MarkEvent } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import type { ProjectContext } from './project-context.ts';

export const projectMark = (known: KnownEvent<MarkEvent>, context: ProjectContext): MarkFact => ({
  ...factHeader(known, context),
  type: 'mark',
  enquiryId: known.event.enquiryId,
  spam: known.event.spam,
  quality: known.event.quality,
});
