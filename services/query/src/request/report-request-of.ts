/** The whole query string of one report, checked against its definition. */
import { DIMENSIONS } from '@throughline/domain';
import type { Dimension } from '@throughline/domain';
import type { ReportDefinition } from '../report/report-definition.ts';
import type { ReportRequest, SortKey } from '../report/report-request.ts';
import { decodeCursor, fingerprint } from './cursor.ts';
import { notAllowed, parsed, refused } from './parameter-error.ts';
import type { ParameterError, Parsed } from './parameter-error.ts';
import type { ReportParameters } from './report-parameters.ts';
import { selectionOf } from './selection.ts';
import type { ReportWorkspace } from './report-workspace.ts';

export const reportRequestOf = (
  definition: ReportDefinition,
  asked: ReportParameters,
  workspace: ReportWorkspace,
  now: number,
): Parsed<ReportRequest> => {
  const metrics = definition.metrics.map(({ key }) => key);
  const by = dimensionsOf(asked.by, definition);
  const sort = by.ok ? sortOf(asked.sort, [...by.value, ...metrics]) : parsed([]);
  const selection = selectionOf(asked, workspace, metrics, now);
  const cursor = decodeCursor(asked.cursor, fingerprint({ report: definition.name, ...asked }));
  if (by.ok && sort.ok && selection.ok && cursor.ok) {
    return parsed({
      ...selection.value,
      by: by.value,
      sort: sort.value.length > 0 ? sort.value : definition.defaultSort(by.value),
      limit: asked.limit ?? null,
      offset: cursor.value,
      format: asked.format ?? 'json',
    });
  }
  return refused(...[by, sort, selection, cursor].flatMap((part) => (part.ok ? [] : part.errors)));
};

const dimensionsOf = (
  texts: readonly string[] | undefined,
  definition: ReportDefinition,
): Parsed<readonly Dimension[]> => {
  if (texts === undefined) return parsed(definition.defaultBy);
  const names = listOf(texts);
  const errors: ParameterError[] = [];
  const found: Dimension[] = [];
  for (const name of names) {
    const dimension = DIMENSIONS.find((known) => known === name);
    if (dimension === undefined) errors.push(notAllowed('/by', name, DIMENSIONS));
    else if (found.includes(dimension)) {
      errors.push({ pointer: '/by', code: 'repeated_parameter', detail: `${dimension} is named twice` });
    } else found.push(dimension);
  }
  return errors.length > 0 ? refused(...errors) : parsed(found);
};

export const sortOf = (texts: readonly string[] | undefined, keys: readonly string[]): Parsed<readonly SortKey[]> => {
  const errors: ParameterError[] = [];
  const sort = listOf(texts ?? []).map((text) => {
    const descending = text.startsWith('-');
    const key = descending ? text.slice(1) : text;
    if (!keys.includes(key)) errors.push(notAllowed('/sort', key, keys));
    return { key, descending };
  });
  return errors.length > 0 ? refused(...errors) : parsed(sort);
};

const listOf = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
