// A small tree with the layout of this repository, in a directory of its own, in which every rule of
// `.dependency-cruiser.cjs` is violated once, and what the rules allow is done beside it.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ours = (name) => `import '@throughline/${name}';\n`;

/** By rule: the file that violates it, and what it says. */
export const PLANTED = {
  'arrows-of-domain': ['packages/domain/src/planted.ts', ours('events')],
  'arrows-of-events': ['packages/events/src/planted.ts', ours('event-log')],
  'arrows-of-event-log': ['packages/event-log/src/planted.ts', ours('events')],
  'arrows-of-runtime': ['packages/runtime/src/planted.ts', ours('domain')],
  'arrows-of-lookups': ['packages/lookups/src/planted.ts', ours('events')],
  'arrows-of-tracker': ['packages/tracker/src/planted.ts', ours('runtime')],
  'arrows-of-settings': ['packages/settings/src/planted.ts', ours('warehouse')],
  'arrows-of-warehouse': ['packages/warehouse/src/planted.ts', ours('query')],
  'arrows-of-ingest-web': ['services/ingest-web/src/planted.ts', ours('ingest-webhooks')],
  'arrows-of-ingest-webhooks': ['services/ingest-webhooks/src/planted.ts', ours('solo')],
  'arrows-of-attribution': ['services/attribution/src/planted.ts', ours('query')],
  'arrows-of-query': ['services/query/src/planted.ts', ours('attribution')],
  'arrows-of-jobs': ['services/jobs/src/planted.ts', ours('attribution')],
  'home-of-kafkajs': ['packages/event-log/src/embedded/kafka.ts', "import 'kafkajs';\n"],
  'home-of-lmdb': ['packages/event-log/src/local/lmdb.ts', "import 'lmdb';\n"],
  'home-of-clickhouseclient': ['services/query/src/client.ts', "import '@clickhouse/client';\n"],
  'home-of-chdb': ['services/attribution/src/chdb.ts', "import 'chdb';\n"],
  'home-of-avsc': ['services/ingest-web/src/avsc.ts', "import 'avsc';\n"],
  'home-of-nodecron': ['services/solo/src/cron.ts', "import 'node-cron';\n"],
  'home-of-express': ['packages/warehouse/src/express.ts', "import 'express';\n"],
  'query-never-reads-the-log': ['services/query/src/log.ts', ours('event-log')],
  'ingest-never-reads-the-warehouse': ['services/ingest-webhooks/src/reads.ts', ours('warehouse')],
  'no-deep-imports': ['packages/warehouse/src/deep.ts', "import '../../domain/src/inner.ts';\n"],
  'testing-only-from-tests': ['services/solo/src/uses-testing.ts', ours('testing')],
  // A circle is told once, of its first file.
  'no-circular': ['packages/domain/src/circle-1.ts', "import './circle-2.ts';\n"],
  'not-to-unresolvable': ['packages/domain/src/lost.ts', "import './nowhere.ts';\n"],
};

/** What is needed for the above, and what no rule may mind. */
const ALLOWED = {
  'packages/domain/src/inner.ts': '',
  'packages/domain/src/circle-2.ts': "import './circle-1.ts';\n",
  'packages/warehouse/src/allowed.ts': `${ours('domain')}import 'chdb';\n`,
  'packages/settings/src/allowed.ts': `${ours('domain')}${ours('event-log')}`,
  'packages/event-log/src/embedded/allowed.ts': "import 'lmdb';\n",
  'packages/domain/src/allowed.test.ts': ours('testing'),
  'services/query/src/test/allowed.ts': `${ours('testing')}${ours('event-log')}`,
  'services/solo/src/allowed.ts': `${ours('query')}${ours('attribution')}${ours('warehouse')}import 'express';\n`,
};
const LIBRARIES = ['kafkajs', 'lmdb', '@clickhouse/client', 'chdb', 'avsc', 'node-cron', 'express'];

/** @param workspaces `packages/domain`, ... @returns the rules that were found broken in each file of the planted tree */
export function findPlanted(workspaces, cruise) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'throughline-boundaries-')));
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  try {
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.test.json', 'tsconfig.base.json'])
      cpSync(file, join(root, file));
    for (const workspace of workspaces) {
      cpSync(`${workspace}/package.json`, join(root, workspace, 'package.json'));
      write(`${workspace}/src/index.ts`, '');
      const name = workspace.split('/')[1];
      mkdirSync(join(root, 'node_modules/@throughline'), { recursive: true });
      symlinkSync(join(root, workspace), join(root, 'node_modules/@throughline', name), 'dir');
    }
    for (const library of LIBRARIES) {
      write(`node_modules/${library}/package.json`, JSON.stringify({ name: library, version: '1.0.0' }));
      write(`node_modules/${library}/index.js`, '');
    }
    for (const [path, text] of [...Object.values(PLANTED), ...Object.entries(ALLOWED)]) write(path, text);
    const found = new Map();
    for (const { from, rule } of cruise(root).summary.violations)
      found.set(from, [...(found.get(from) ?? []), rule.name]);
    return found;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Files of the planted tree that break no rule, though they import much. */
export const UNMINDED = Object.keys(ALLOWED).filter((path) => path.includes('allowed'));
