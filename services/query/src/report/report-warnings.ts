/** What a reader of a report must know about it. */
import type { SourceView } from '../request/workspace-view.ts';
import type { Selection } from './report-request.ts';

/** Sources of which something before some instant of the period is not known. */
export const incompleteSources = ({
  workspace,
  period,
}: Pick<Selection, 'workspace' | 'period'>): readonly SourceView[] =>
  workspace.sources.filter(({ completeFrom }) => completeFrom > period.start);

export const reportWarnings = (selection: Pick<Selection, 'workspace' | 'period'>) =>
  incompleteSources(selection).map(({ id, completeFrom }) => {
    const from = new Date(completeFrom).toISOString();
    return {
      code: 'source_incomplete' as const,
      source: id,
      complete_from: from,
      detail: `Source '${id}' is complete only from ${from}; the report begins before that.`,
    };
  });
