/** How a case waits for what a log does in its own time. */
import { setTimeout as sleep } from 'node:timers/promises';

export async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within 25 s: ${what}`);
    await sleep(5);
  }
}

/** Holds whoever waits until it is opened. */
export function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
