/** From parsed parameters to a selection: the checks that need the workspace. */
import { DEFAULT_MODEL, knownTimeZone } from '@throughline/domain';
import type { Selection } from '../report/report-request.ts';
import { parseFilters } from './filter.ts';
import { parsed, refused } from './parameter-error.ts';
import type { ParameterError, Parsed } from './parameter-error.ts';
import { periodOf } from './period.ts';
import type { ReportParameters } from './report-parameters.ts';
import type { ReportWorkspace } from './report-workspace.ts';

export type SelectionParameters = Omit<ReportParameters, 'by' | 'sort' | 'format' | 'lang'>;

/** `metrics` are the keys a metric filter may name; `now` decides the default period. */
export const selectionOf = (
  asked: SelectionParameters,
  workspace: ReportWorkspace,
  metrics: readonly string[],
  now: number,
): Parsed<Selection> => {
  const errors: ParameterError[] = [];
  const keep = <T>(result: Parsed<T>, otherwise: T): T => {
    if (result.ok) return result.value;
    errors.push(...result.errors);
    return otherwise;
  };
  const timeZone = keep(timeZoneOf(asked.tz, workspace), 'UTC');
  keep(onlyValue('/currency', asked.currency, workspace.currency), '');
  keep(onlyValue('/run', asked.run, workspace.runId, 'published'), '');
  const period = periodOf(asked, timeZone, now);
  const filters = keep(parseFilters(asked.filter ?? [], metrics), { dimensions: [], metrics: [] });
  const asOf = keep(instantOf(asked.as_of), null);
  if (!period.ok) return refused(...errors, ...period.errors);
  if (errors.length > 0) return refused(...errors);
  return parsed({
    workspace,
    period: period.value,
    model: asked.model ?? DEFAULT_MODEL,
    dateMode: asked.date_mode ?? 'sale',
    refunds: asked.refunds ?? 'own_date',
    journeyEnd: asked.journey_end ?? workspace.run.journeyEnd,
    lookbackDays: asked.lookback_days ?? workspace.run.lookbackDays,
    asOf,
    filters,
  });
};

const timeZoneOf = (asked: string | undefined, workspace: ReportWorkspace): Parsed<string> => {
  if (asked === undefined) return parsed(workspace.timeZone);
  const known = knownTimeZone(asked);
  if (known !== null) return parsed(known);
  const detail = `"${asked}" is not an IANA time zone such as Europe/Moscow`;
  return refused({ pointer: '/tz', code: 'invalid_value', detail });
};

const onlyValue = (pointer: string, asked: string | undefined, ...allowed: string[]): Parsed<string> => {
  if (asked === undefined || allowed.includes(asked)) return parsed(asked ?? '');
  const detail = `"${asked}" is not available; allowed: ${allowed.join(', ')}`;
  return refused({ pointer, code: 'not_available', detail, allowed });
};

/** RFC 3339 with a zone: an instant is the same for everyone who asks. */
const instantOf = (text: string | undefined): Parsed<number | null> => {
  if (text === undefined) return parsed(null);
  const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;
  const at = shape.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return parsed(at);
  const detail = 'must be an instant with its zone, e.g. 2026-08-31T21:00:00Z';
  return refused({ pointer: '/as_of', code: 'invalid_value', detail });
};
