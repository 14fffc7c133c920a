import { broughtBy, isInternal } from './brought-by.ts';
import { contactOfForm } from './contact-of-form.ts';
import { recall, remember, type Remembered } from './memory.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { randomId } from './random-id.ts';

/** `window.throughline(name, argument)`; before the script is there its calls wait in `q`. */
interface Api {
  (name: string, argument?: unknown): void;
  q?: ArrayLike<unknown>[];
  on?: boolean;
}

/** Silence that ends a visit (attribution.md, section 1). */
const SILENCE_MS = 30 * 60_000;
const MOST_URL = 2_000;
const MOST_TITLE = 300;

const page = window as unknown as { throughline?: Api };
const script = (document.currentScript ?? document.querySelector('script[data-site]')) as HTMLScriptElement | null;
const waiting = page.throughline?.q ?? [];

/** A visitor who wants no collection (Global Privacy Control) is asked nothing, told of to nobody, and not remembered. */
const refused = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

if (script !== null && !page.throughline?.on) {
  page.throughline = Object.assign(refused ? (): void => undefined : start(script), { on: true });
  for (const call of waiting) page.throughline(String(call[0]), call[1]);
}

function start({ src, dataset }: HTMLScriptElement): Api {
  const url = `${src.replace(/\/t\.js.*$/, '')}/v1/collect?key=${dataset['site'] ?? ''}`;
  let known = recall();
  let fresh = known === null;
  /** Whether the next page will know what this one does. */
  let lasting = true;
  let shown = '';
  let before = document.referrer;
  const ids = new WeakMap<HTMLFormElement, { readonly said: string; readonly id: string }>();

  const outbox: Outbox = createOutbox({
    url,
    visitor: () => current().visitor,
    isFresh: () => fresh,
    onAnswer(visitor) {
      fresh = false;
      if (visitor && visitor !== current().visitor) keep({ ...current(), visitor });
    },
    wallClock: () => Date.now(),
  });

  function keep(next: Remembered): Remembered {
    known = next;
    lasting = remember(next);
    return next;
  }

  function current(): Remembered {
    return known ?? keep({ visitor: randomId(), visit: randomId(), seen: 0, brought: '' });
  }

  /** @param arrived the page was entered, not reloaded, gone back to, or shown by the site's own script */
  function show(arrived: boolean): void {
    const referrer = before;
    shown = location.pathname + location.search;
    before = location.href;
    const brought = broughtBy(location.href, referrer);
    const last = recall() ?? known;
    const now = Date.now();
    const goesOn =
      last !== null && Math.abs(now - last.seen) < SILENCE_MS && !(arrived && brought && brought !== last.brought);
    const { visitor } = last ?? current();
    keep({
      visitor,
      visit: goesOn ? last.visit : randomId(),
      seen: now,
      brought: goesOn ? last.brought : brought,
    });
    // A browser that keeps nothing would begin a visit on every page: only the page it landed on is told.
    if (!goesOn && !lasting && referrer && isInternal(referrer)) return;
    const { visit } = current();
    if (!goesOn) {
      const from = isInternal(referrer) ? '' : referrer.slice(0, MOST_URL);
      outbox.post({ type: 'visit', id: visit, url: location.href.slice(0, MOST_URL), referrer: from });
    }
    // Without its query, which may hold what a form was filled in with.
    const url = location.origin + location.pathname.slice(0, MOST_URL);
    outbox.post({ type: 'page', id: randomId(), visit_id: visit, url, title: document.title.slice(0, MOST_TITLE) });
  }

  function tell(type: string, stated: object): void {
    keep({ ...(recall() ?? current()), seen: Date.now() });
    outbox.post({ id: randomId(), ...stated, type });
  }

  /** Pages of a single-page site: each change of the address that is not one of the fragment alone. */
  function moved(): void {
    // The site's own script first: it sets the title, and may change the address again.
    setTimeout(() => {
      if (location.pathname + location.search !== shown) show(false);
    });
  }

  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history);
    history[name] = (...given: Parameters<History['pushState']>) => {
      original(...given);
      moved();
    };
  }
  addEventListener('popstate', moved);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) show(false);
  });

  document.addEventListener(
    'submit',
    ({ target }) => {
      if (!(target instanceof HTMLFormElement)) return;
      const { throughline: kind, throughlineValue: value, throughlineCurrency: currency } = target.dataset;
      if (!kind) return;
      const contact = { ...contactOfForm(target), kind, value, currency };
      const said = JSON.stringify(contact);
      const sent = ids.get(target);
      // Sent again unchanged, after a mistake elsewhere in it or by a second click, it is the same enquiry.
      const { id } = sent?.said === said ? sent : { id: randomId() };
      ids.set(target, { said, id });
      tell('enquiry', { ...contact, id });
    },
    true,
  );

  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const arrive = (): void => show(!/reload|back/.test(navigation?.type ?? ''));
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', arrive, { once: true });
  } else arrive();

  return (name, argument) => {
    if (name === 'visitor') (argument as (visitor: string) => void)(current().visitor);
    else if (name === 'identify') tell(name, argument as object);
    else if (name === 'enquiry') tell(name, { kind: 'form', ...(argument as object) });
  };
}
