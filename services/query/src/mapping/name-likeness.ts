/**
 * How alike two names of a campaign are. People name one campaign in an ad account and in its tags by hand: in another
 * alphabet, with other separators, words in another order, with or without its number.
 */

/** Cyrillic as it is most often written in Latin letters; the soft and the hard sign are left out. */
const LATIN: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    е: 'e',
    ё: 'e',
    ж: 'zh',
    з: 'z',
    и: 'i',
    й: 'y',
    к: 'k',
    л: 'l',
    м: 'm',
  },
  ...{ н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'c', ч: 'ch', ш: 'sh', щ: 'sch' },
  ...{ ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' },
};
/** Other spellings of the same sounds, made one. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/shch/g, 'sch'],
  [/kh/g, 'h'],
  [/ts/g, 'c'],
  [/[ij]u/g, 'yu'],
  [/[ij]a/g, 'ya'],
  [/iy|yy|ij|j/g, 'y'],
  [/x/g, 'ks'],
];

/** A name as it is compared. */
export interface NameForm {
  /** In Latin letters and digits, nothing between words. */
  readonly text: string;
  readonly words: ReadonlySet<string>;
  /** Each two letters that follow one another. */
  readonly pairs: ReadonlySet<string>;
}

/** `Окна — Поиск (МСК)` has the words `okna`, `poisk` and `msk`. */
export const formOf = (name: string): NameForm => {
  const latin = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[а-яё]/g, (letter) => LATIN[letter] ?? letter);
  const plain = SPELLINGS.reduce((text, [spelling, one]) => text.replace(spelling, one), latin);
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const text = words.join('');
  return { text, words: new Set(words), pairs: pairsOf(text) };
};

const pairsOf = (text: string): Set<string> => {
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < text.length; i++) pairs.add(text.slice(i, i + 2));
  return pairs;
};

/**
 * How alike a name is to each of many, from 0 to 1, symmetric; 1: the same letters, or the same words in any order. The
 * likelier of words and of pairs of letters, each by Sørensen and Dice: twice what both have over what each has.
 */
export const likenessTo = (many: readonly NameForm[]): ((name: NameForm) => number[]) => {
  const withWord = placesOf(many.map(({ words }) => words));
  const withPair = placesOf(many.map(({ pairs }) => pairs));
  return (name) => {
    const words = countShared(withWord, name.words, many.length);
    const pairs = countShared(withPair, name.pairs, many.length);
    return many.map((other, i) => {
      if (name.text === '' || other.text === '') return 0;
      if (name.text === other.text) return 1;
      const ofWords = dice(words[i] ?? 0, name.words, other.words);
      return Math.max(ofWords, dice(pairs[i] ?? 0, name.pairs, other.pairs));
    });
  };
};

/** Which of the sets have an item: comparing each with each takes seconds where there are thousands. */
const placesOf = (sets: readonly ReadonlySet<string>[]): ReadonlyMap<string, readonly number[]> => {
  const places = new Map<string, number[]>();
  sets.forEach((items, place) => {
    for (const item of items) {
      const known = places.get(item);
      if (known === undefined) places.set(item, [place]);
      else known.push(place);
    }
  });
  return places;
};

const countShared = (
  places: ReadonlyMap<string, readonly number[]>,
  items: ReadonlySet<string>,
  size: number,
): Uint32Array => {
  const counts = new Uint32Array(size);
  for (const item of items) for (const place of places.get(item) ?? []) counts[place] = (counts[place] ?? 0) + 1;
  return counts;
};

const dice = (shared: number, a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  shared === 0 ? 0 : (2 * shared) / (a.size + b.size);
