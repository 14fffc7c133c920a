/** The API's reference as a page, rendered from the OpenAPI document. */
import type { OpenApiDocument } from '../openapi/open-api-document.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Language } from './language.ts';
import { layout } from './layout.ts';

const TEXTS = {
  en: {
    title: 'API reference',
    intro: 'The machine-readable document:',
    parameters: 'Parameters',
    answers: 'Answers',
    report: 'Report',
  },
  ru: {
    title: 'Справочник API',
    intro: 'Машиночитаемый документ:',
    parameters: 'Параметры',
    answers: 'Ответы',
    report: 'Отчёт',
  },
} as const;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: { readonly type?: unknown; readonly enum?: readonly unknown[]; readonly pattern?: string };
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses?: Readonly<Record<string, { readonly description?: string }>>;
}

export const docsPage = (document: OpenApiDocument, language: Language): string => {
  const texts = TEXTS[language];
  const paths = Object.entries((document.paths ?? {}) as Readonly<Record<string, Readonly<Record<string, Operation>>>>);
  const routes = paths.flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [routeSection(method, path, operation, language)];
    }),
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

const routeSection = (method: string, path: string, operation: Operation, language: Language): Html => {
  const texts = TEXTS[language];
  const parameters = operation.parameters ?? [];
  const answers = Object.entries(operation.responses ?? {});
  return html`<section class="route">
    <h2><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h2>
    <p>${operation.summary ?? ''}</p>
    ${operation.description !== undefined && html`<p>${operation.description}</p>`}
    ${
      parameters.length > 0 &&
      html`<h3>${texts.parameters}</h3>
        <table>
          ${parameters.map(parameterRow)}
        </table>`
    }
    ${
      answers.length > 0 &&
      html`<h3>${texts.answers}</h3>
        <table>
          ${answers.map(
            ([status, { description }]) =>
              html`<tr>
                <td><code>${status}</code></td>
                <td>${description ?? ''}</td>
              </tr>`,
          )}
        </table>`
    }
  </section>`;
};

const parameterRow = ({ name, required, description, schema }: Parameter): Html =>
  html`<tr>
    <td><code>${name ?? ''}</code>${required === true && html` *`}</td>
    <td>
      ${description ?? ''}${schema?.enum !== undefined && html` <code>${schema.enum.map(String).join(' | ')}</code>`}
    </td>
  </tr>`;
