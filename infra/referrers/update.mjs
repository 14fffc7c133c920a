/**
 * Compiles the vendored referrer lists, after taking them from a checkout of their repository when one is named.
 * Usage: node infra/referrers/update.mjs [<checkout of matomo-org/searchengine-and-social-list>]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

const VENDOR = fileURLToPath(new URL('vendor/', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../packages/lookups/src/referrer/vendor/matomo-lists.ts', import.meta.url));
const FILES = { search: 'SearchEngines.yml', social: 'Socials.yml', ai: 'AIAssistants.yml' };

const read = (directory, file) => readFileSync(join(directory, file), 'utf8');

/** Urls of one entry: a list of urls, or of configurations with urls. */
const urlsOf = (entry) => entry.flatMap((item) => (typeof item === 'string' ? [item] : item.urls));

function takeFrom(checkout) {
  const source = JSON.parse(read(VENDOR, 'SOURCE.json'));
  for (const file of Object.values(FILES)) {
    const lists = parse(read(checkout, file));
    const kept = Object.entries(lists).map(([name, entry]) => [
      name,
      entry.map((item) => (typeof item === 'string' ? item : { urls: item.urls })),
    ]);
    writeFileSync(join(VENDOR, file), stringify(Object.fromEntries(kept), { collectionStyle: 'flow', lineWidth: 0 }));
    const log = ['-C', checkout, 'log', '-1', '--format=%H', '--', file];
    source.files[file] = execFileSync('git', log, { encoding: 'utf8' }).trim();
  }
  writeFileSync(join(VENDOR, 'SOURCE.json'), `${JSON.stringify(source, null, 2)}\n`);
}

/** Name -> hosts: lower case, without `www.`. Entries with a path are left out, a referrer's path is not read. */
function compileList(file) {
  const lists = Object.entries(parse(read(VENDOR, file))).map(([name, entry]) => {
    const hosts = urlsOf(entry)
      .map((url) =>
        url
          .trim()
          .toLowerCase()
          .replace(/^www\./, ''),
      )
      .filter((host) => !host.includes('/'));
    return [decodeURIComponent(name).toLowerCase(), [...new Set(hosts)]];
  });
  return Object.fromEntries(lists.filter(([, hosts]) => hosts.length > 0));
}

/** Text of the compiled module. */
export function compile() {
  const lists = Object.fromEntries(Object.entries(FILES).map(([kind, file]) => [kind, compileList(file)]));
  const { files } = JSON.parse(read(VENDOR, 'SOURCE.json'));
  return [
    "/** Compiled by infra/referrers/update.mjs from Matomo's lists (CC0 1.0); not to be edited by hand. */",
    "import type { VendoredLists } from '../vendored-lists.ts';",
    '',
    `export const MATOMO_LISTS: VendoredLists = ${JSON.stringify({ commits: files, ...lists }, null, 1)};`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] !== undefined) takeFrom(process.argv[2]);
  writeFileSync(COMPILED, compile());
}
