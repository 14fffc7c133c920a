/** Where a person enters a key. */
import { html } from './html.ts';
import type { Language } from './language.ts';
import { layout } from './layout.ts';
import { TEXTS } from './texts.ts';

export const sessionPage = (language: Language, refused: boolean): string => {
  const texts = TEXTS[language];
  return layout({
    language,
    title: 'Throughline',
    otherLanguage: `/?lang=${language === 'ru' ? 'en' : 'ru'}`,
    links: [html`<a href="/docs?lang=${language}">${texts.api}</a>`],
    body: html` <form class="controls" method="post" action="/session">
        <input type="hidden" name="lang" value="${language}" />
        <label
          >${texts.key}<input type="password" name="key" autocomplete="current-password" required autofocus
        /></label>
        <button type="submit">${texts.enter}</button>
      </form>
      <p class="note${refused && html` warn`}">${refused ? texts.keyWrong : texts.keyHint}</p>`,
  });
};
