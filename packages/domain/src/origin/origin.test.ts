import { describe, expect, test } from '@jest/globals';
import { channelOf } from './channel-of.ts';
import { NOT_SET, type Channel, type Origin } from './origin.ts';
import type { KnownReferrer, OriginLookups } from './origin-lookups.ts';
import { compileOriginRules, DEFAULT_ORIGIN_RULES } from './origin-rules.ts';
import { resolveStatedOrigin, type StatedOriginValues } from './resolve-stated-origin.ts';
import { resolveVisitOrigin } from './resolve-visit-origin.ts';
import { canonicalSource } from './source-names.ts';

/** The port over a handful of sites: enough for the rules; the real lists are tested where they live. */
const SITES: Readonly<Record<string, KnownReferrer>> = {
  'google.com': { kind: 'search', name: 'google' },
  'yandex.ru': { kind: 'search', name: 'yandex' },
  'go.mail.ru': { kind: 'search', name: 'mail.ru' },
  'qwant.com': { kind: 'search', name: 'qwant' },
  'm.vk.com': { kind: 'social', name: 'vk' },
  'ok.ru': { kind: 'social', name: 'ok' },
  't.me': { kind: 'messenger', name: 'telegram' },
  'org.telegram.messenger': { kind: 'messenger', name: 'telegram' },
  'e.mail.ru': { kind: 'email', name: 'mail.ru mail' },
  'chatgpt.com': { kind: 'ai', name: 'chatgpt' },
};
const SUFFIXES = ['co.uk', 'msk.ru', 'github.io'];
const lookups: OriginLookups = {
  registeredDomain(host) {
    if (/^[\d.]+$|^\[|^[^.]+$/.test(host) || SUFFIXES.includes(host)) return null;
    return host
      .split('.')
      .slice(SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`)) ? -3 : -2)
      .join('.');
  },
  referrer: (host) => SITES[host] ?? null,
  kindOfSource(source) {
    const listed = Object.values(SITES).find((site) => site.name === source) ?? SITES[source];
    return canonicalSource(source)?.kind ?? (listed === undefined || listed.kind === 'email' ? null : listed.kind);
  },
};

const SHOP = 'https://www.shop.ru/sale';
const GOOGLE = 'https://www.google.com/';

/** Origin as one line: source/medium, then the parts that are set. */
function line(origin: Origin): string {
  const set = (['campaign', 'adGroup', 'term', 'content'] as const)
    .filter((part) => origin[part] !== NOT_SET)
    .map((part) => `${part}=${origin[part]}`);
  const click = origin.clickId === '' ? [] : [`<${origin.clickId}>`];
  return [`${origin.channel}: ${origin.source}/${origin.medium}`, ...set, ...click].join(' ');
}
const visit = (query: string, referrer: string | null = null, url = SHOP): string =>
  line(resolveVisitOrigin({ url: url + query, referrer }, lookups, DEFAULT_ORIGIN_RULES));

describe('rule 1: utm_source', () => {
  test.each<[string, string | null, string]>([
    ['?utm_source=google&utm_medium=cpc&utm_campaign=brand', null, 'Paid Search: google/cpc campaign=brand'],
    ['?utm_source=Yandex&utm_medium=CPC&utm_campaign=BRAND', null, 'Paid Search: yandex/cpc campaign=brand'],
    ['?utm_source=%20yandex%20&utm_medium=+cpc+', null, 'Paid Search: yandex/cpc'],
    ['?utm_source=yandex', null, 'Organic Search: yandex/(not set)'],
    ['?utm_source=yandex&utm_medium=', null, 'Organic Search: yandex/(not set)'],
    ['?utm_source=vk&utm_medium=social&utm_term=a&utm_content=b', null, 'Organic Social: vk/social term=a content=b'],
    ['?utm_source=shop&utm_medium=email', GOOGLE, 'Email: shop/email'],
    ['?utm_campaign=%D0%9B%D0%B5%D1%82%D0%BE&utm_source=ok', null, 'Organic Social: ok/(not set) campaign=лето'],
    ['?utm_source=a&utm_campaign=%F2%E5', null, 'Other: a/(not set) campaign=\uFFFD\uFFFD'],
    ['?utm_source=a&utm_campaign=50%', null, 'Other: a/(not set) campaign=50%'],
    ['?utm_source=a&utm_campaign=%zz%41', null, 'Other: a/(not set) campaign=%zza'],
    ['?utm_source=a&utm_campaign=%80я', null, 'Other: a/(not set) campaign=\uFFFDя'],
    ['?utm_source=a&utm_campaign=%D0', null, 'Other: a/(not set) campaign=\uFFFD'],
    ['?utm_source=first&utm_source=second', null, 'Other: first/(not set)'],
    ['?utm_source=&utm_source=second', GOOGLE, 'Organic Search: google/organic'],
    ['?utm_source', GOOGLE, 'Organic Search: google/organic'],
    ['?utm_source=%20%20', GOOGLE, 'Organic Search: google/organic'],
    ['?UTM_SOURCE=vk', GOOGLE, 'Organic Search: google/organic'],
    ['?utm%5Fsource=vk', null, 'Organic Social: vk/(not set)'],
    ['?a=b&&=&utm_source=vk', null, 'Organic Social: vk/(not set)'],
    ['?utm_source=a=b', null, 'Other: a=b/(not set)'],
    ['?utm_source=a+b%2Bc', null, 'Other: a b+c/(not set)'],
    ['?utm_source=vk#utm_source=ok', null, 'Organic Social: vk/(not set)'],
    ['#?utm_source=vk', null, 'Direct: (direct)/(none)'],
    ['?utm_source=google&utm_medium=cpc&gclid=AbC', null, 'Paid Search: google/cpc <gclid=AbC>'],
    ['?utm_source=mail&utm_medium=x&yclid=17', null, 'Email: mail/x <yclid=17>'],
    ['?utm_source=vk&fbclid=Zz&yclid=17', null, 'Organic Social: vk/(not set) <yclid=17>'],
    ['?utm_source=(direct)&utm_medium=(none)', GOOGLE, 'Direct: (direct)/(none)'],
    ['?utm_source=chatgpt.com', null, 'AI Assistant: chatgpt.com/(not set)'],
  ])('%s from %s', (query, referrer, expected) => {
    expect(visit(query, referrer)).toBe(expected);
  });
});

describe('rule 2: click ids, in order', () => {
  test.each<[string, string]>([
    ['?gclid=A', 'Paid Search: google/cpc <gclid=A>'],
    ['?gbraid=A', 'Paid Search: google/cpc <gbraid=A>'],
    ['?wbraid=A', 'Paid Search: google/cpc <wbraid=A>'],
    ['?yclid=123456789012345678901', 'Paid Search: yandex/cpc <yclid=123456789012345678901>'],
    ['?msclkid=A', 'Paid Search: bing/cpc <msclkid=A>'],
    ['?ttclid=A', 'Paid Social: tiktok/cpc <ttclid=A>'],
    ['?rb_clickid=A', 'Paid Social: vk/cpc <rb_clickid=A>'],
    ['?vk_campaign_id=A', 'Paid Social: vk/cpc <vk_campaign_id=A>'],
    ['?vk_ad_id=A', 'Paid Social: vk/cpc <vk_ad_id=A>'],
    ['?ysclid=A', 'Organic Search: yandex/organic <ysclid=A>'],
    ['?fbclid=A', 'Organic Social: facebook/social <fbclid=A>'],
    ['?fbclid=F&ysclid=S&yclid=Y&gclid=G', 'Paid Search: google/cpc <gclid=G>'],
    ['?fbclid=F&ysclid=S&yclid=Y', 'Paid Search: yandex/cpc <yclid=Y>'],
    ['?vk_ad_id=1&rb_clickid=2&ttclid=3', 'Paid Social: tiktok/cpc <ttclid=3>'],
    ['?vk_ad_id=1&rb_clickid=2', 'Paid Social: vk/cpc <rb_clickid=2>'],
    ['?gclid=&yclid=Y', 'Paid Search: yandex/cpc <yclid=Y>'],
    ['?gclid=', 'Organic Search: google/organic'],
    [
      '?yclid=1&utm_campaign=C&utm_term=T&utm_content=X&utm_medium=banner',
      'Paid Search: yandex/cpc campaign=c term=t content=x <yclid=1>',
    ],
    ['?yclid=1&utm_source=', 'Paid Search: yandex/cpc <yclid=1>'],
    ['?vkclid=1', 'Organic Search: google/organic'],
  ])('%s', (query, expected) => {
    expect(visit(query, GOOGLE)).toBe(expected);
  });
});

describe('rule 3 and 4: referrer, or direct', () => {
  test.each<[string | null, string]>([
    [null, 'Direct: (direct)/(none)'],
    ['', 'Direct: (direct)/(none)'],
    ['https://www.google.com/', 'Organic Search: google/organic'],
    ['https://www.google.com', 'Organic Search: google/organic'],
    ['HTTPS://WWW.GOOGLE.COM/', 'Organic Search: google/organic'],
    ['https://google.com:443/search?q=x', 'Organic Search: google/organic'],
    ['https://google.com./', 'Organic Search: google/organic'],
    ['//google.com/', 'Organic Search: google/organic'],
    ['google.com', 'Organic Search: google/organic'],
    ['https://user:secret@google.com/', 'Organic Search: google/organic'],
    ['https://go.mail.ru/search?q=1', 'Organic Search: mail.ru/organic'],
    ['https://e.mail.ru/inbox', 'Email: mail.ru mail/email'],
    ['https://m.vk.com/feed', 'Organic Social: vk/social'],
    ['https://t.me/s/shop', 'Messenger: telegram/messenger'],
    ['android-app://org.telegram.messenger/', 'Messenger: telegram/messenger'],
    ['android-app://com.Example.Reader', 'Referral: com.example.reader/referral'],
    ['https://chatgpt.com/', 'AI Assistant: chatgpt/ai'],
    ['https://qwant.com/', 'Organic Search: qwant/organic'],
    ['https://blog.partner.ru/post', 'Referral: partner.ru/referral'],
    ['https://a.b.partner.co.uk/', 'Referral: partner.co.uk/referral'],
    ['https://one.github.io/', 'Referral: one.github.io/referral'],
    ['http://10.0.0.7:8080/x', 'Referral: 10.0.0.7/referral'],
    ['http://[2001:db8::1]:80/x', 'Referral: [2001:db8::1]/referral'],
    ['http://intranet/x', 'Referral: intranet/referral'],
    ['https://xn--e1afmkfd.xn--p1ai/x', 'Referral: пример.рф/referral'],
    ['https://Блог.Пример.рф/x', 'Referral: пример.рф/referral'],
    ['https://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.%D1%80%D1%84/', 'Referral: пример.рф/referral'],
    ['https://shop.ru/cart', 'Direct: (direct)/(none)'],
    ['https://pay.shop.ru/', 'Direct: (direct)/(none)'],
    ['https://myshop.ru/', 'Referral: myshop.ru/referral'],
    ['https://auth.robokassa.ru/merchant', 'Direct: (direct)/(none)'],
    ['https://yookassa.ru/', 'Direct: (direct)/(none)'],
    ['https://accounts.google.com/o/oauth2', 'Direct: (direct)/(none)'],
    ['https://notyookassa.ru/', 'Referral: notyookassa.ru/referral'],
    ['about:blank', 'Direct: (direct)/(none)'],
    ['file:///C:/x.html', 'Direct: (direct)/(none)'],
    ['chrome-extension://abcdef/x', 'Direct: (direct)/(none)'],
    ['not a url', 'Direct: (direct)/(none)'],
    ['https://', 'Direct: (direct)/(none)'],
    ['https://example.com/%zz', 'Referral: example.com/referral'],
  ])('%s', (referrer, expected) => {
    expect(visit('', referrer)).toBe(expected);
  });

  test.each<[string, string, string]>([
    ['https://пример.рф/', 'https://xn--e1afmkfd.xn--p1ai/a', 'Direct: (direct)/(none)'],
    ['https://one.github.io/', 'https://two.github.io/', 'Referral: two.github.io/referral'],
    ['http://10.0.0.7/', 'http://10.0.0.7/b', 'Direct: (direct)/(none)'],
    ['http://10.0.0.7/', 'http://10.0.0.8/b', 'Referral: 10.0.0.8/referral'],
    ['/sale', 'https://shop.ru/', 'Referral: shop.ru/referral'],
    ['', 'https://google.com/', 'Organic Search: google/organic'],
    ['https://google.com/maps', 'https://www.google.com/', 'Direct: (direct)/(none)'],
  ])('landing on %s from %s', (url, referrer, expected) => {
    expect(visit('', referrer, url)).toBe(expected);
  });

  test('utm values without a source say nothing of a referrer', () => {
    expect(visit('?utm_medium=cpc&utm_campaign=c', GOOGLE)).toBe('Organic Search: google/organic');
    expect(visit('?utm_medium=cpc&utm_campaign=c')).toBe('Direct: (direct)/(none)');
  });

  test('the workspace adds its own excluded referrers', () => {
    const rules = compileOriginRules({
      referrerExclusions: ['https://www.Bank.ru/pay', 'xn--e1afmkfd.xn--p1ai'],
      channelRules: [],
    });
    const from = (referrer: string) => resolveVisitOrigin({ url: SHOP, referrer }, lookups, rules).source;
    expect(
      ['https://3ds.bank.ru/', 'https://пример.рф/', 'https://yookassa.ru/', 'https://bank.com/'].map(from),
    ).toEqual(['(direct)', '(direct)', '(direct)', 'bank.com']);
  });
});

const channels = (rows: Readonly<Partial<Record<Channel, readonly string[]>>>): [string, Channel][] =>
  Object.entries(rows).flatMap(([channel, origins]) =>
    origins.map((origin): [string, Channel] => [origin, channel as Channel]),
  );

describe('channel', () => {
  test.each(
    channels({
      Direct: ['(direct)|(none)'],
      'Paid Search': [
        'google|cpc',
        'ya|ppc',
        'bing|paidsearch',
        'go.mail.ru|paid',
        'rambler|sem',
        'qwant|cpc',
        'yahoo|cpc',
        'ecosia|cpc',
      ],
      'Paid Social': [
        ...[
          'vk|cpc',
          'vkontakte|cpc',
          'vk.com|paid',
          'm.vk.com|ppc',
          'vk_ads|target',
          'ok|smm_paid',
          'odnoklassniki|paid-social',
        ],
        ...[
          'ok.ru|paidsocial',
          'fb|cpc',
          'meta|paid',
          'ig|cpc',
          'x|cpc',
          't.co|cpc',
          'dzen|cpc',
          'tg|target',
          't.me|cpc',
          'wa.me|cpc',
          'max|paid',
        ],
      ],
      Display: ['google|display', 'a|banner', 'vk|cpm', 'a|cpv', 'a|expandable', 'a|interstitial', 'a|media'],
      Affiliate: ['a|affiliate', 'admitad|cpa', 'google|partner'],
      'Paid Other': [
        'a|cpc',
        '2gis|cpc',
        'avito|ppc',
        'a|retargeting',
        'a|remarketing',
        'a|paid-video',
        'google|paid_listing',
        'a|paidsocial',
        'chatgpt|cpc',
      ],
      Email: ['a|email', 'a|e-mail', 'a|e_mail', 'newsletter|x', 'mail|x', 'email|organic', 'google|email'],
      Messenger: [
        'a|messenger',
        'a|telegram',
        'a|tg',
        'telegram|social',
        'viber|(not set)',
        'whatsapp|referral',
        'max|organic',
      ],
      SMS: ['a|sms', 'google|sms'],
      Push: ['a|push', 'a|webpush', 'a|web-push'],
      Maps: ['2gis|organic', 'maps|x', 'yandex_maps|organic', 'a|google_maps', 'gbp|organic', 'a|maps'],
      Offline: ['a|offline', 'yandex|call', 'a|print', 'a|radio', 'a|tv', 'a|outdoor', 'a|qr'],
      'AI Assistant': [
        'a|ai',
        'chatgpt|(not set)',
        'alice|referral',
        'gigachat|organic',
        'perplexity|x',
        'claude|social',
      ],
      'Organic Social': [
        'a|social',
        'a|social-network',
        'a|social-media',
        'a|sm',
        'a|smm',
        'vk|organic',
        'youtube|video',
        'google|social',
        'instagram|referral',
      ],
      'Organic Search': ['a|organic', 'google|(not set)', 'duckduckgo|referral', 'baidu|x', 'mail.ru|x'],
      Referral: ['partner.ru|referral'],
      Other: ['a|b', 'a|(not set)', '(direct)|(not set)', '(not set)|(not set)', 'a|unpaid', 'a|cpclick', 'mail.com|x'],
    }),
  )('%s is %s', (origin, channel) => {
    const [source = '', medium = ''] = origin.split('|');
    expect(channelOf(source, medium, DEFAULT_ORIGIN_RULES, lookups)).toBe(channel);
  });

  test("the workspace's own rules go in front, in their order", () => {
    const rules = compileOriginRules({
      referrerExclusions: null,
      channelRules: [
        { channel: 'Other' },
        { source: 'VK', medium: 'cpc', channel: 'Display' },
        { source: 'avito*', channel: 'Paid Search' },
        { medium: '*feed*', channel: 'Affiliate' },
        { source: 'avito', medium: 'feed', channel: 'Other' },
      ],
    });
    const asked = [
      ['vk', 'cpc'],
      ['vk.com', 'cpc'],
      ['vk', 'social'],
      ['avito_pro', 'x'],
      ['a', 'my-feed-1'],
      ['avito', 'feed'],
    ];
    expect(asked.map(([s = '', m = '']) => channelOf(s, m, rules, lookups))).toEqual([
      'Display',
      'Display',
      'Organic Social',
      'Paid Search',
      'Affiliate',
      'Paid Search',
    ]);
  });
});

describe('stated origins', () => {
  test.each<[StatedOriginValues, string | null]>([
    [{}, null],
    [{ source: ' ', medium: '', clickId: '', landingUrl: '' }, null],
    [
      { source: 'Google', medium: 'CPC', campaign: 'C1', adGroup: 'G', term: 't', content: 'x' },
      'Paid Search: google/cpc campaign=c1 adGroup=g term=t content=x',
    ],
    [{ source: 'yandex' }, 'Organic Search: yandex/(not set)'],
    [{ source: '(direct)' }, 'Direct: (direct)/(none)'],
    [{ source: '(direct)', medium: 'cpc' }, 'Paid Other: (direct)/cpc'],
    [{ source: 'yandex', clickId: 'yclid=Aa&1+2' }, 'Organic Search: yandex/(not set) <yclid=Aa&1+2>'],
    [{ source: 'yandex', clickId: 'AbC' }, 'Organic Search: yandex/(not set) <AbC>'],
    [{ clickId: 'yclid=1', campaign: 'c' }, 'Paid Search: yandex/cpc campaign=c <yclid=1>'],
    [{ clickId: 'yclid=1', landingUrl: `${SHOP}?gclid=2` }, 'Paid Search: yandex/cpc <yclid=1>'],
    [{ landingUrl: `${SHOP}?utm_source=vk&utm_medium=cpc&utm_campaign=c` }, 'Paid Social: vk/cpc campaign=c'],
    [{ landingUrl: `${SHOP}?gclid=2` }, 'Paid Search: google/cpc <gclid=2>'],
    [{ landingUrl: SHOP, referrer: GOOGLE }, 'Organic Search: google/organic'],
    [{ referrer: 'https://m.vk.com/' }, 'Organic Social: vk/social'],
    [{ landingUrl: SHOP }, 'Direct: (direct)/(none)'],
    [{ landingUrl: SHOP, campaign: 'c' }, 'Other: (not set)/(not set) campaign=c'],
    [{ medium: 'call' }, 'Offline: (not set)/call'],
    [
      { source: 'vk', landingUrl: `${SHOP}?utm_source=ok&utm_campaign=theirs&yclid=1` },
      'Organic Social: vk/(not set) <yclid=1>',
    ],
    [
      { source: 'vk', landingUrl: `${SHOP}?utm_source=VK&utm_campaign=ours` },
      'Organic Social: vk/(not set) campaign=ours',
    ],
  ])('%j', (stated, expected) => {
    const origin = resolveStatedOrigin(stated, lookups, DEFAULT_ORIGIN_RULES);
    expect(origin === null ? null : line(origin)).toBe(expected);
  });

  test('null states nothing', () => {
    expect(resolveStatedOrigin(null, lookups, DEFAULT_ORIGIN_RULES)).toBeNull();
  });
});
