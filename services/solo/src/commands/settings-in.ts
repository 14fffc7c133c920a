import { InvalidArgumentError } from 'commander';
import { readFileSync } from 'node:fs';
import { CommandError } from './instance-client.ts';

/** Pairs `name=value`: JSON where the value begins with `{` or `[`, and the JSON of a file with `@path`. */
export function settingsIn(pairs: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const split = pair.indexOf('=');
      if (split <= 0) throw new InvalidArgumentError(`--setting takes key=value, not "${pair}"`);
      return [pair.slice(0, split), settingIn(pair.slice(split + 1))];
    }),
  );
}

function settingIn(text: string): unknown {
  if (!/^[{[@]/.test(text)) return text;
  try {
    return JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text);
  } catch (error) {
    throw new CommandError(0, `a setting is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
