import { describe, expect, test } from '@jest/globals';
import { DEFAULT_ORIGIN_RULES, resolveVisitOrigin } from '@throughline/domain';
import { originLookups } from './origin-lookups.ts';
import { ADDITIONS, MAP_SERVICES } from './referrer/additions.ts';
import { NOT_SEARCH_ENGINES } from './referrer/not-search-engines.ts';
import { MATOMO_LISTS } from './referrer/vendor/matomo-lists.ts';

const from = (referrer: string): string => {
  const { channel, source, medium } = resolveVisitOrigin(
    { url: 'https://shop.example/', referrer },
    originLookups,
    DEFAULT_ORIGIN_RULES,
  );
  return `${channel}: ${source}/${medium}`;
};

describe('referrers', () => {
  test.each([
    ['https://www.google.com/', 'Organic Search: google/organic'],
    ['https://www.google.ru/url?q=', 'Organic Search: google/organic'],
    ['https://www.google.co.uk/', 'Organic Search: google/organic'],
    ['https://www.google.com.tr/', 'Organic Search: google/organic'],
    ['https://google.evil.com/', 'Referral: evil.com/referral'],
    ['https://docs.google.com/x', 'Referral: google.com/referral'],
    ['https://market.yandex.ru/', 'Referral: yandex.ru/referral'],
    ['https://images.google.de/', 'Organic Search: google images/organic'],
    ['android-app://com.google.android.googlequicksearchbox/', 'Organic Search: google/organic'],
    ['https://yandex.ru/', 'Organic Search: yandex/organic'],
    ['https://www.yandex.kz/search', 'Organic Search: yandex/organic'],
    ['https://yandex.com.tr/', 'Organic Search: yandex/organic'],
    ['https://ya.ru/', 'Organic Search: yandex/organic'],
    ['https://go.mail.ru/', 'Organic Search: mail.ru/organic'],
    ['https://nova.rambler.ru/search', 'Organic Search: rambler/organic'],
    ['https://www.bing.com/', 'Organic Search: bing/organic'],
    ['https://cn.bing.com/search', 'Organic Search: bing/organic'],
    ['https://duckduckgo.com/', 'Organic Search: duckduckgo/organic'],
    ['https://search.yahoo.com/', 'Organic Search: yahoo/organic'],
    ['https://de.search.yahoo.com/', 'Organic Search: yahoo/organic'],
    ['https://www.baidu.com/link', 'Organic Search: baidu/organic'],
    ['https://www.ecosia.org/', 'Organic Search: ecosia/organic'],
    ['https://images.de.ask.com/', 'Organic Search: ask/organic'],
    ['https://www.qwant.com/', 'Organic Search: qwant/organic'],
    ['https://vk.com/', 'Organic Social: vk/social'],
    ['https://m.vk.com/', 'Organic Social: vk/social'],
    ['https://away.vk.com/away.php', 'Organic Social: vk/social'],
    ['android-app://com.vkontakte.android/', 'Organic Social: vk/social'],
    ['https://ok.ru/', 'Organic Social: ok/social'],
    ['https://m.ok.ru/', 'Organic Social: ok/social'],
    ['https://www.facebook.com/', 'Organic Social: facebook/social'],
    ['https://lm.facebook.com/l.php', 'Organic Social: facebook/social'],
    ['https://l.instagram.com/', 'Organic Social: instagram/social'],
    ['https://youtu.be/', 'Organic Social: youtube/social'],
    ['https://t.co/abc', 'Organic Social: twitter/social'],
    ['https://x.com/', 'Organic Social: twitter/social'],
    ['https://dzen.ru/a/1', 'Organic Social: dzen/social'],
    ['https://zen.yandex.by/a/1', 'Organic Social: dzen/social'],
    ['https://www.tiktok.com/', 'Organic Social: tiktok/social'],
    ['https://someone.livejournal.com/1.html', 'Organic Social: livejournal/social'],
    ['https://notvk.com/', 'Referral: notvk.com/referral'],
    ['https://vk.com.evil.ru/', 'Referral: evil.ru/referral'],
    ['https://t.me/', 'Messenger: telegram/messenger'],
    ['https://web.telegram.org/', 'Messenger: telegram/messenger'],
    ['android-app://org.telegram.messenger/', 'Messenger: telegram/messenger'],
    ['https://wa.me/', 'Messenger: whatsapp/messenger'],
    ['https://web.max.ru/', 'Messenger: max/messenger'],
    ['https://mail.google.com/', 'Email: gmail/email'],
    ['https://e.mail.ru/', 'Email: mail.ru mail/email'],
    ['https://mail.yandex.ru/', 'Email: yandex mail/email'],
    ['https://mail.yandex.kz/', 'Email: yandex mail/email'],
    ['https://outlook.live.com/', 'Email: outlook/email'],
    ['https://chatgpt.com/', 'AI Assistant: chatgpt/ai'],
    ['https://www.perplexity.ai/', 'AI Assistant: perplexity/ai'],
    ['https://gemini.google.com/', 'AI Assistant: gemini/ai'],
    ['https://alice.yandex.ru/', 'AI Assistant: alice/ai'],
    ['https://giga.chat/', 'AI Assistant: gigachat/ai'],
    ['https://chat.deepseek.com/', 'AI Assistant: deepseek/ai'],
    ['https://2gis.ru/moscow', 'Maps: 2gis/organic'],
    ['https://maps.google.de/', 'Maps: google_maps/organic'],
    ['https://securepay.tinkoff.ru/', 'Direct: (direct)/(none)'],
    ['https://blog.partner.msk.ru/', 'Referral: partner.msk.ru/referral'],
  ])('%s', (referrer, expected) => {
    expect(from(referrer)).toBe(expected);
  });
});

test.each([
  ['google', 'search'],
  ['qwant', 'search'],
  ['google.com', null],
  ['yandex.ru', null],
  ['www.vk.com', 'social'],
  ['telegram', 'messenger'],
  ['chatgpt.com', 'ai'],
  ['grok', 'ai'],
  ['livejournal', 'social'],
  ['2gis', null],
  ['2gis.ru', null],
  ['e.mail.ru', null],
  ['gmail', null],
  ['shop', null],
  ['', null],
])('source %s is known as %s', (source, kind) => {
  expect(originLookups.kindOfSource(source)).toBe(kind);
});

test.each([
  ['a.b.co.uk', 'b.co.uk'],
  ['a.пример.рф', 'пример.рф'],
  ['one.github.io', 'one.github.io'],
  ['github.io', null],
  ['10.0.0.1', null],
  ['[2001:db8::1]', null],
  ['localhost', null],
])('registered domain of %s', (host, domain) => {
  expect(originLookups.registeredDomain(host)).toBe(domain);
});

test('additions and lists hold hosts as they are asked for', () => {
  const lists = [...Object.values(ADDITIONS), MAP_SERVICES, MATOMO_LISTS.search, MATOMO_LISTS.social, MATOMO_LISTS.ai];
  const hosts = lists.flatMap((list) => Object.values(list).flat());
  expect(hosts.length).toBeGreaterThan(700);
  expect(hosts.filter((host) => !/^[a-z0-9{}.-]+$/.test(host) || host.startsWith('www.'))).toEqual([]);
});

test('what is said to be no search engine is one in the vendored list', () => {
  const engines = new Set(Object.values(MATOMO_LISTS.search).flat());
  expect(NOT_SEARCH_ENGINES.filter((host) => !engines.has(host))).toEqual([]);
});
