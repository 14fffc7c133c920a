/** What a person sees who asked for a page that cannot be shown. */
import type { Problem } from '@throughline/runtime';
import { html } from './html.ts';
import type { Language } from './language.ts';
import { layout } from './layout.ts';
import { TEXTS } from './texts.ts';

type Texts = Readonly<Record<'title' | 'back' | 'sorry' | 'broken', string>> & {
  /** By the code of the problem. */
  readonly problems: Readonly<Record<string, string>>;
};

const PROBLEM_TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    title: 'This page cannot be shown',
    back: 'To the report',
    sorry: 'The request was not understood.',
    broken: 'Something is broken on our side. Try again later.',
    problems: {
      workspace_unknown: 'There is no such workspace.',
      query_limit: 'This report takes more time or memory than one may. Choose a shorter period.',
      query_too_large: 'Too many conversions would have to be attributed anew. Choose a shorter period.',
      query_queue_full: 'Too many reports are being computed. Try again in a few seconds.',
      warehouse_unavailable: 'The warehouse does not answer. Try again in a few seconds.',
    },
  },
  ru: {
    title: 'Эту страницу нельзя показать',
    back: 'К отчёту',
    sorry: 'Запрос не понят.',
    broken: 'У нас что-то сломалось. Попробуйте позже.',
    problems: {
      workspace_unknown: 'Такого рабочего пространства нет.',
      query_limit: 'Отчёту нужно больше времени или памяти, чем разрешено. Выберите период короче.',
      query_too_large: 'Пришлось бы заново атрибутировать слишком много конверсий. Выберите период короче.',
      query_queue_full: 'Сейчас считается слишком много отчётов. Повторите через несколько секунд.',
      warehouse_unavailable: 'Хранилище не отвечает. Повторите через несколько секунд.',
    },
  },
};

/** `otherLanguage`: path and query of the same page in the other language. */
export const problemPage = (problem: Problem, language: Language, otherLanguage: string): string => {
  const texts = PROBLEM_TEXTS[language];
  const text = texts.problems[problem.code] ?? (problem.status < 500 ? texts.sorry : texts.broken);
  return layout({
    language,
    title: texts.title,
    otherLanguage,
    links: [html`<a href="/docs?lang=${language}">${TEXTS[language].api}</a>`],
    body: html`<p class="note warn">${problem.status} · ${text}</p>
      <p><a href="/?lang=${language}">${texts.back}</a></p>`,
  });
};
