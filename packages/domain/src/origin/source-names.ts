/** Kinds of sources whose names decide a channel. */
export type SourceKind = 'search' | 'social' | 'messenger' | 'ai';

/**
 * Canonical names and their other spellings (attribution.md, section 2). A referrer yields the name; a spelling in
 * `utm_source` stays as it is and is only looked up as the name.
 */
export const SOURCE_NAMES: Readonly<Record<SourceKind, Readonly<Record<string, readonly string[]>>>> = {
  search: {
    google: [],
    yandex: ['ya'],
    bing: [],
    'mail.ru': ['go.mail.ru', 'mailru'],
    rambler: [],
    duckduckgo: [],
    yahoo: ['yahoo!'],
    baidu: [],
    ecosia: [],
  },
  social: {
    vk: ['vkontakte', 'vk.com', 'm.vk.com', 'vk_ads'],
    ok: ['odnoklassniki', 'ok.ru'],
    facebook: ['fb', 'meta'],
    instagram: ['ig'],
    youtube: [],
    tiktok: [],
    twitter: ['x', 't.co'],
    linkedin: [],
    pinterest: [],
    reddit: [],
    dzen: [],
  },
  messenger: {
    telegram: ['tg', 't.me'],
    whatsapp: ['wa.me'],
    viber: [],
    max: [],
  },
  ai: {
    chatgpt: [],
    claude: [],
    gemini: [],
    copilot: [],
    perplexity: [],
    deepseek: [],
    alice: [],
    gigachat: [],
  },
};

interface CanonicalSource {
  readonly kind: SourceKind;
  readonly name: string;
}

const SOURCE_KINDS = ['search', 'social', 'messenger', 'ai'] as const;
const BY_SPELLING: ReadonlyMap<string, CanonicalSource> = new Map(
  SOURCE_KINDS.flatMap((kind) =>
    Object.entries(SOURCE_NAMES[kind]).flatMap(([name, spellings]) =>
      [name, ...spellings].map((spelling) => [spelling, { kind, name }] as const),
    ),
  ),
);

/** The canonical source that a lower-case spelling means; null when the tables do not know it. */
export const canonicalSource = (spelling: string): CanonicalSource | null => BY_SPELLING.get(spelling) ?? null;
