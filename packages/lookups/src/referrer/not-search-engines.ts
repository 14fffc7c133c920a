/**
 * Portals that Matomo counts as search engines only where the URL carries a keyword, which referrers no longer do. By
 * the host alone they are sites like others.
 */
export const NOT_SEARCH_ENGINES: readonly string[] = [
  'facebook.com',
  'searchservice.myspace.com',
  'digg.com',
  'friendfeed.com',
  'technorati.com',
  'cnn.com',
  'msnbc.msn.com',
  'charter.net',
  'talktalk.co.uk',
  'skynet.be',
  'kataweb.it',
  'fastweb.it',
  'online.no',
  'optuszoo.com.au',
  'so-net.ne.jp',
  'arcor.de',
  'icq.com',
  'meinestadt.de',
  'weborama.fr',
  'cgi2.nintendo.co.jp',
  'start.lenovo.com',
  'jp.hao123.com',
  'yabs.yandex.{}',
];
