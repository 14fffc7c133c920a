/** The ROI report as a page: a tree of channel, source and campaign with period and model. Needs no scripts. */
import { metricValues, MODELS, NOT_ATTRIBUTED } from '@throughline/domain';
import type { MetricKey, MetricValue } from '@throughline/domain';
import { totalOf } from '../report/group-rows.ts';
import type { Contribution, ReportGroups } from '../report/group-rows.ts';
import type { ReportFormat, Selection } from '../report/report-request.ts';
import { incompleteSources } from '../report/report-warnings.ts';
import { columnWidths } from './column-widths.ts';
import { headingOf } from './heading-of.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Language } from './language.ts';
import { layout } from './layout.ts';
import { nameOf } from './name-of.ts';
import { reportTree } from './report-tree.ts';
import type { TreeNode } from './report-tree.ts';
import { TEXTS } from './texts.ts';

export interface RoiPage {
  readonly language: Language;
  readonly selection: Selection;
  readonly rows: ReportGroups;
  /** RFC 3339 or null. */
  readonly completeUntil: string | null;
  /** The rules were changed, and the rows follow the former ones. */
  readonly isOfFormerRules: boolean;
  /** Parameters that were not understood. */
  readonly ignored: readonly string[];
  /** First and last days of the offered periods, by their length in days. */
  readonly presets: readonly { readonly days: number; readonly from: string; readonly to: string }[];
  /** Somebody entered a key, who may leave. */
  readonly canLeave: boolean;
}

/** Dimensions of the rows, from the outermost in. */
export const ROWS = ['channel', 'source', 'campaign'] as const;
const COLUMNS = ['visits', 'leads', 'sales', 'revenue', 'cost', 'profit', 'cpl', 'cpo', 'romi', 'drr'] as const;
type Column = (typeof COLUMNS)[number];

export const roiPage = (page: RoiPage): string => {
  const { language, selection } = page;
  const texts = TEXTS[language];
  const { period, workspace } = selection;
  const total = totalOf(page.rows.groups, page.rows.nothing);
  const tree = reportTree(page.rows.groups);
  const rows = tree.map((node) => branch(node, 0, page));
  // What stands under a channel is a part of it: no number is longer, but for some ratios, which have room to spare.
  const widest = [total, ...tree].map((contribution) => textsOf(contribution, page));
  const headings = COLUMNS.map((column) => headingOf(column, language));
  const body = html` ${page.ignored.length > 0 && html`<p class="note warn">${texts.notUnderstood} ${page.ignored.join(', ')}</p>`}
    ${page.isOfFormerRules && html`<p class="note warn">${texts.rulesChanged}</p>`}
    ${incompleteSources(selection).map(({ id, completeFrom }) => html`<p class="note warn">${texts.incomplete(id, whenText(new Date(completeFrom).toISOString(), page))}</p>`)}
    <form class="controls" method="get" action="/">
      <input type="hidden" name="lang" value="${language}" />
      ${workspace.id !== 'main' && html`<input type="hidden" name="workspace" value="${workspace.id}" />`}
      <label>${texts.from}<input type="date" name="from" value="${period.from}" required /></label>
      <label>${texts.to}<input type="date" name="to" value="${period.to}" required /></label>
      <label
        >${texts.model}<select name="model">
          ${MODELS.map(
            (model) =>
              html`<option value="${model}" ${model === selection.model && html` selected`}>
                ${texts.models[model]}
              </option>`,
          )}
        </select></label
      >
      <button type="submit">${texts.show}</button>
      <span class="presets"
        >${page.presets.map(
          ({ days, from, to }) => html`<a href="${pageLink(page, language, { from, to })}">${texts.days(days)}</a>`,
        )}</span
      >
    </form>
    <div class="scroll">
      <div class="tree" style="--columns: ${columnWidths(headings, widest)}">
        <div class="row head">
          <span>${texts.name}</span>${headings.map((heading) => html`<span>${heading}</span>`)}
        </div>
        <div class="row total"><span>${texts.total}</span>${cells(total, page)}</div>
        ${rows}
      </div>
    </div>
    ${page.rows.groups.every(({ sums }) => Object.values(sums).every((value) => value === null || value === 0n)) && html`<p class="note">${texts.nothing}</p>`}
    <p class="note">
      ${texts.completeUntil}: ${page.completeUntil === null ? texts.notYet : whenText(page.completeUntil, page)} ·
      ${workspace.currency} · ${period.timeZone}
    </p>
    <p class="note">
      ${texts.downloads.label}: <a href="${download(page, 'xlsx')}" download>Excel (XLSX)</a> ·
      <a href="${download(page, 'csv-excel-ru')}" download>${texts.downloads.csvExcel}</a> ·
      <a href="${download(page, 'csv')}" download>${texts.downloads.csv}</a>
    </p>`;
  const leave =
    page.canLeave &&
    html`<form method="post" action="/session">
      <input type="hidden" name="lang" value="${language}" />
      <input type="hidden" name="key" value="" /><button class="plain">${texts.leave}</button>
    </form>`;
  return layout({
    language,
    title: texts.title,
    otherLanguage: pageLink(page, language === 'ru' ? 'en' : 'ru', period),
    links: [html`<a href="/docs?lang=${language}">${texts.api}</a>`, html`${leave}`],
    body,
  });
};

const pageLink = (
  { selection }: RoiPage,
  language: Language,
  period: { readonly from: string; readonly to: string },
): string => {
  const query = new URLSearchParams({ from: period.from, to: period.to, model: selection.model, lang: language });
  if (selection.workspace.id !== 'main') query.set('workspace', selection.workspace.id);
  return `/?${query.toString()}`;
};

/** The report shown, as a file. */
const download = (page: RoiPage, format: ReportFormat): string =>
  `/download/roi${pageLink(page, page.language, page.selection.period).slice(1)}&format=${format}`;

const branch = (node: TreeNode, level: number, page: RoiPage): Html => {
  const name = nameOf(node.name, ROWS[level] ?? 'campaign', page.language);
  const line = html`<span>${name}</span>${cells(node, page)}`;
  const nested = node.children.length > 0 && node.name !== NOT_ATTRIBUTED;
  if (!nested) return html`<div class="row leaf level-${level}">${line}</div>`;
  return html`<details>
    <summary class="row level-${level}">${line}</summary>
    ${node.children.map((child) => branch(child, level + 1, page))}
  </details>`;
};

const textsOf = ({ sums }: Contribution, page: RoiPage): string[] => {
  const values = metricValues(sums, page.selection.workspace.digits);
  return COLUMNS.map((column) => cellText(column, values[column], page));
};

const cells = ({ sums }: Contribution, page: RoiPage): Html[] => {
  const values = metricValues(sums, page.selection.workspace.digits);
  return COLUMNS.map((column) => {
    const value = values[column satisfies MetricKey];
    return html`<span class="${toneOf(column, value)}">${cellText(column, value, page)}</span>`;
  });
};

const toneOf = (column: Column, value: MetricValue): string => {
  if (value === null) return 'none';
  if (column !== 'profit' && column !== 'romi') return '';
  return Number(value) < 0 ? 'bad' : Number(value) > 0 ? 'good' : '';
};

const cellText = (column: Column, value: MetricValue, { language, selection }: RoiPage): string => {
  if (value === null) return '—';
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  const format = (options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(locale, options).format(Number(value));
  if (column === 'romi' || column === 'drr') return format({ style: 'percent', maximumFractionDigits: 1 });
  if (column === 'visits') return format({ maximumFractionDigits: 0 });
  if (column === 'leads' || column === 'sales') return format({ maximumFractionDigits: 2 });
  return format({
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.abs(Number(value)) < 1_000 ? selection.workspace.digits : 0,
  });
};

const whenText = (instant: string, { language, selection }: RoiPage): string =>
  new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: selection.period.timeZone,
  }).format(new Date(instant));
