import type { Site } from '@throughline/settings';

/**
 * What is pasted into the pages of a site: the queue for calls before the tracker is there, the tracker, the pixel where it
 * was blocked, and the pixel where no script runs. The pixel asks for the whole address of the page: by default a browser
 * tells another host only whose page it is.
 * @param address where the collector is reached, without a `/` at its end
 */
export function snippetOf({ key }: Pick<Site, 'key'>, address: string): string {
  const collector = address.replace(/["'<>&\s]/g, encodeURIComponent);
  const pixel = `${collector}/v1/collect.gif?key=${encodeURIComponent(key)}`;
  const blocked = `new Image().src='${pixel}&url='+encodeURIComponent(location.href)+'&referrer='+encodeURIComponent(document.referrer)`;
  return `<!-- Throughline -->
<script>window.throughline=window.throughline||function(){(throughline.q=throughline.q||[]).push(arguments)}</script>
<script async src="${collector}/t.js" data-site="${key}" onerror="${blocked.replaceAll('&', '&amp;')}"></script>
<noscript><img src="${pixel}" referrerpolicy="no-referrer-when-downgrade" width="1" height="1" alt="" style="position:absolute"></noscript>
<!-- /Throughline -->`;
}
