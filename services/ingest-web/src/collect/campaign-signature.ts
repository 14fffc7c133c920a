import { createHash } from 'node:crypto';

/** Parameters by which a landing page tells what brought the visitor (attribution.md, section 2). */
const CAMPAIGN =
  /^(utm_(source|medium|campaign|term|content)|gclid|gbraid|wbraid|yclid|msclkid|ttclid|rb_clickid|vk_campaign_id|vk_ad_id|ysclid|fbclid)$/;

/**
 * What brought a visitor to a page, in short: its campaign parameters, else the host of an external referrer; empty when
 * neither is there. Another one begins another visit.
 */
export function campaignSignature(url: string, referrer: string | null): string {
  const page = URL.canParse(url) ? new URL(url) : null;
  const campaign = [...(page?.searchParams ?? [])].filter(([name]) => CAMPAIGN.test(name));
  const from = referrer !== null && URL.canParse(referrer) ? new URL(referrer).hostname : '';
  const text = campaign.length > 0 ? JSON.stringify(campaign) : isSameSite(from, page?.hostname ?? '') ? '' : from;
  return text === '' ? '' : createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** As the tracker sees it: the same host, or one under the other. */
function isSameSite(referrer: string, host: string): boolean {
  const [from, here] = [withDot(referrer), withDot(host)];
  return from.endsWith(here) || here.endsWith(from);
}

const withDot = (host: string): string => `.${host.replace(/^www\./, '')}`;
