/** The API's reference as a page, rendered from the OpenAPI document. */
import { OPEN_API_METHODS } from '@throughline/runtime';
import type { OpenApiOperation, OpenApiPath } from '@throughline/runtime';
import type { OpenApiDocument } from '../openapi/open-api-document.ts';
import { bodyShapes } from './body-shapes.ts';
import { inRussian } from './docs-in-russian.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Language } from './language.ts';
import { layout } from './layout.ts';

const TEXTS = {
  en: {
    title: 'API reference',
    intro: 'The machine-readable document:',
    parameters: 'Parameters',
    body: 'Body',
    answers: 'Answers',
    report: 'Report',
  },
  ru: {
    title: 'Справочник API',
    intro: 'Машиночитаемый документ:',
    parameters: 'Параметры',
    body: 'Тело запроса',
    answers: 'Ответы',
    report: 'Отчёт',
  },
} as const;

export const docsPage = (document: OpenApiDocument, language: Language): string => {
  const texts = TEXTS[language];
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    [...operationsOf(item)].map(([operation, methods]) =>
      routeSection(methods.join(' '), path, operation, document, language),
    ),
  );
  return layout({
    language,
    title: texts.title,
    otherLanguage: `/docs?lang=${language === 'ru' ? 'en' : 'ru'}`,
    links: [html`<a href="/?lang=${language}">${texts.report}</a>`],
    body: html`<p>${texts.intro} <a href="/openapi.json">/openapi.json</a></p>
      ${routes}`,
  });
};

/** Methods that share one operation are told once. */
const operationsOf = (item: OpenApiPath): ReadonlyMap<OpenApiOperation, readonly string[]> => {
  const methods = new Map<OpenApiOperation, string[]>();
  for (const method of OPEN_API_METHODS) {
    const operation = item[method];
    if (operation !== undefined) methods.set(operation, [...(methods.get(operation) ?? []), method.toUpperCase()]);
  }
  return methods;
};

const routeSection = (
  methods: string,
  path: string,
  operation: OpenApiOperation,
  document: OpenApiDocument,
  language: Language,
): Html => {
  const texts = TEXTS[language];
  const say = (text: string): string => (language === 'ru' ? inRussian(text) : text);
  const { summary, description } = operation;
  const parameters = (operation.parameters ?? []).map(({ name, required, description: about, schema }) => {
    const values = Array.isArray(schema['enum']) && html` <code>${schema['enum'].map(String).join(' | ')}</code>`;
    return row(html`<code>${name}</code>${required === true && html` *`}`, html`${say(about)}${values}`);
  });
  const shapes = bodyShapes(operation, document).map(({ name, members }) =>
    row(html`<code>${name}</code>`, html`<code>${members.join(' ')}</code>`),
  );
  const answers = Object.entries(operation.responses).map(([status, answer]) =>
    row(html`<code>${status}</code>`, html`${say(answer.description)}`),
  );
  return html`<section class="route">
    <h2><span class="method">${methods}</span> <code>${path}</code></h2>
    <p>${say(summary)}</p>
    ${description !== undefined && html`<p>${say(description)}</p>`} ${table(texts.parameters, parameters)}
    ${table(texts.body, shapes)} ${table(texts.answers, answers)}
  </section>`;
};

const table = (title: string, rows: readonly Html[]): Html | false =>
  rows.length > 0 &&
  html`<h3>${title}</h3>
    <table>
      ${rows}
    </table>`;

const row = (name: Html, about: Html): Html =>
  html`<tr>
    <td>${name}</td>
    <td>${about}</td>
  </tr>`;
