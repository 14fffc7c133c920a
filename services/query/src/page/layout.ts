/** The frame of every page. */
import { Html, html } from './html.ts';
import type { Language } from './language.ts';
import { STYLE } from './style.ts';
import { TEXTS } from './texts.ts';

export interface PageFrame {
  readonly language: Language;
  readonly title: string;
  /** Path and query of this page in the other language. */
  readonly otherLanguage: string;
  readonly links: readonly Html[];
  readonly body: Html;
}

export const layout = ({ language, title, otherLanguage, links, body }: PageFrame): string =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Throughline</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>${TEXTS[language].tagline}</p>
          <nav>
            ${links}<a
              href="${otherLanguage}"
              hreflang="${language === 'ru' ? 'en' : 'ru'}"
              lang="${language === 'ru' ? 'en' : 'ru'}"
              >${language === 'ru' ? 'English' : 'Русский'}</a
            >
          </nav>
        </header>
        <main>${body}</main>
        <footer></footer>
      </body>
    </html> `.text;
