/** Parameters by which a landing page tells what brought the visitor (the collector resolves them, not we). */
const CAMPAIGN =
  /^(utm_(source|medium|campaign|term|content)|[gy]clid|[gw]braid|msclkid|ttclid|rb_clickid|vk_(campaign|ad)_id|ysclid|fbclid)$/;

/**
 * What brought a visitor to a page, in short: its campaign parameters, else the host of an external referrer; empty when
 * neither is there.
 */
export function broughtBy(url: string, referrer: string): string {
  let campaign = '';
  new URL(url).searchParams.forEach((value, name) => {
    if (CAMPAIGN.test(name)) campaign += `${name}=${value}&`;
  });
  const text = campaign || (isInternal(referrer) ? '' : new URL(referrer).hostname);
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0;
  return text && (hash >>> 0).toString(36);
}

/** No referrer at all, this host, or one above or below it. */
export function isInternal(referrer: string): boolean {
  if (!referrer) return true;
  const from = withDot(new URL(referrer).hostname);
  const here = withDot(location.hostname);
  return from.endsWith(here) || here.endsWith(from);
}

const withDot = (host: string): string => `.${host.replace(/^www\./, '')}`;
