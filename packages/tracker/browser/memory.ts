/** What a browser remembers of its visitor. */
export interface Remembered {
  readonly visitor: string;
  readonly visit: string;
  /** Milliseconds of the browser's own clock when something happened last. */
  readonly seen: number;
  /** What brought the visitor to this visit (`broughtBy`). */
  readonly brought: string;
}

/** Name of the cookie, and of the entry of the local storage where cookies are refused. */
const NAME = 'throughline';
const SECONDS = 400 * 86_400;

/** Null when nothing is remembered, or may be. */
export function recall(): Remembered | null {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith(`${NAME}=`));
  const [visitor, visit, seen, brought] = (cookie?.slice(NAME.length + 1) ?? stored() ?? '').split('.');
  if (!visitor || !visit) return null;
  return { visitor, visit, seen: parseInt(seen ?? '', 36) || 0, brought: brought ?? '' };
}

/**
 * In a cookie of the widest domain that the browser takes, so that subdomains share it and the site's own server can read
 * who sends a form; else in the local storage.
 * @returns whether it will be there on the next page
 */
export function remember({ visitor, visit, seen, brought }: Remembered): boolean {
  const text = [visitor, visit, seen.toString(36), brought].join('.');
  const labels = location.hostname.split('.');
  for (let from = labels.length - 2; from >= -1; from--) {
    // From `shop.example` to the host itself, and last this host alone, the only one of `localhost` and addresses.
    const domain = from < 0 ? '' : `;domain=${labels.slice(from).join('.')}`;
    const secure = location.protocol === 'https:' ? ';secure' : '';
    document.cookie = `${NAME}=${text};path=/;max-age=${SECONDS};samesite=lax${domain}${secure}`;
    if (document.cookie.includes(`${NAME}=${text}`)) return true;
  }
  try {
    localStorage.setItem(NAME, text);
    return true;
  } catch {
    return false;
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}
