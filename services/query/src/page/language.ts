/** Russian or English: `?lang=`, else the browser's first choice of the two, else English. */
export type Language = 'ru' | 'en';

export const languageOf = (asked: string | null, acceptLanguage: string | undefined): Language => {
  if (asked === 'ru' || asked === 'en') return asked;
  const ranked = (acceptLanguage ?? '')
    .split(',')
    .map((entry, index) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='));
      return {
        language: tag.split('-')[0] ?? '',
        quality: quality === undefined ? 1 : Number(quality.slice(2)),
        index,
      };
    })
    .filter(({ language, quality }) => (language === 'ru' || language === 'en') && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  return ranked[0]?.language === 'ru' ? 'ru' : 'en';
};
