import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small shop as its owner would build it, with the snippet in every page, and an advertiser's page that links to it. */
export interface ShopSite {
  readonly port: number;
  /** What is pasted into the pages. */
  snippet: string;
  close(): Promise<void>;
}

/** Every host name leads here (`--host-resolver-rules`): `shop.example`, its subdomains, `ads.example`. */
export async function startShopSite(): Promise<ShopSite> {
  const site = { snippet: '' };
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(pageOf(request, site.snippet));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(site, {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function pageOf({ url = '/', headers }: IncomingMessage, snippet: string): string {
  const { host = '' } = headers;
  const { pathname, searchParams } = new URL(url, `http://${host}`);
  if (host.startsWith('ads.')) return document('Ads', `<a href="${searchParams.get('to') ?? ''}">To the shop</a>`, '');
  return document(pathname, BODIES[pathname] ?? HOME, snippet);
}

const document = (title: string, body: string, snippet: string): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title>${snippet}</head><body>${body}</body></html>`;

const HOME = '<a id="form" href="/form">Form</a> <a id="app" href="/app">App</a> <a id="cart" href="/cart">Cart</a>';
const BODIES: Readonly<Record<string, string>> = {
  '/form': `
    <form id="ask" action="/thanks" data-throughline="form">
      <input name="your-name"><input name="phone"><input name="email" type="email">
      <input name="password" type="password"><input name="cardnumber" type="tel" autocomplete="cc-number">
      <textarea name="text"></textarea><button>Send</button>
    </form>
    <form id="unmarked" action="/thanks"><input name="phone"><button>Send</button></form>`,
  '/callback': `
    <form id="call-me" data-throughline="callback" onsubmit="event.preventDefault()">
      <input type="tel" name="t"><button>Call me</button>
    </form>`,
  '/app': `
    <button id="next" onclick="history.pushState({}, '', '/app/2'); document.title = 'Second'">Next</button>
    <button id="hash" onclick="location.hash = 'x'">Hash</button>`,
};
