/** Where the shop's visitors come from: landing URL and referrer, as a tracker sees them. Mostly paid, a tenth direct. */
export interface Landing {
  readonly url: string;
  readonly referrer: string | null;
}

const SHOP = 'https://shop.example';
const PAGES = ['/', '/catalogue', '/catalogue/windows', '/sale', '/delivery', '/blog/how-to-choose'];
const campaigns = (source: string, medium: string, count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) =>
      `utm_source=${source}&utm_medium=${medium}&utm_campaign=${source}_campaign_${i}&utm_content=ad${i % 5}&utm_term=buy+windows+${i}`,
  );

export const LANDINGS: readonly Landing[] = [
  ...[
    ...campaigns('yandex', 'cpc', 20),
    ...campaigns('google', 'cpc', 12),
    ...campaigns('vk', 'cpc', 8),
    ...campaigns('newsletter', 'email', 2),
  ].map((query, i) => ({ url: `${SHOP}${PAGES[i % PAGES.length] ?? '/'}?${query}`, referrer: null })),
  ...PAGES.flatMap((page) => [
    { url: SHOP + page, referrer: 'https://yandex.ru/' },
    { url: SHOP + page, referrer: 'https://www.google.com/' },
    { url: SHOP + page, referrer: 'https://partner.example/review' },
  ]),
  ...PAGES.map((page) => ({ url: SHOP + page, referrer: null })),
];

export const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
];
