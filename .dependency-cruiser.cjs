/**
 * The allowed arrows of ARCHITECTURE.md, as a machine checks them. Anything that is not listed is forbidden.
 * `infra/checks/check-boundaries.mjs` runs this over the source tree, asserts that every package was seen, and finds a
 * planted violation of each rule.
 */
const ALLOWED = {
  'packages/domain': [],
  'packages/events': ['packages/domain'],
  'packages/event-log': [],
  'packages/runtime': [],
  'packages/lookups': ['packages/domain'],
  'packages/tracker': [],
  'packages/settings': ['packages/domain', 'packages/event-log'],
  'packages/warehouse': ['packages/domain'],
};
const PACKAGES = Object.keys(ALLOWED);
const SERVICES = ['ingest-web', 'ingest-webhooks', 'attribution', 'query', 'jobs'];
const TEST = '\\.test\\.ts$|/test/|^packages/event-log/src/contract/';

const arrows = [
  ...Object.entries(ALLOWED).map(([from, to]) => ({
    name: `arrows-of-${from.split('/')[1]}`,
    severity: 'error',
    from: { path: `^${from}/src`, pathNot: TEST },
    to: { path: '^(packages|services)/', pathNot: [from, ...to].map((t) => `^${t}/src`) },
  })),
  ...SERVICES.map((name) => ({
    name: `arrows-of-${name}`,
    severity: 'error',
    from: { path: `^services/${name}/src`, pathNot: TEST },
    to: { path: '^(packages|services)/', pathNot: [`^services/${name}/`, ...PACKAGES.map((p) => `^${p}/src`)] },
  })),
];

/** A third-party library lives in one place only. */
const homes = {
  kafkajs: '^packages/event-log/src/kafka',
  lmdb: '^packages/event-log/src/embedded',
  '@clickhouse/client': '^packages/warehouse/src',
  chdb: '^packages/warehouse/src',
  avsc: '^packages/events/src',
  'node-cron': '^services/jobs/src',
  express: '^(packages/runtime|services/[^/]+)/src',
};

module.exports = {
  forbidden: [
    ...arrows,
    ...Object.entries(homes).map(([library, home]) => ({
      name: `home-of-${library.replace(/[^a-z]/g, '')}`,
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: [home, '^packages/testing'] },
      to: { path: `node_modules/${library}/` },
    })),
    {
      name: 'query-never-reads-the-log',
      severity: 'error',
      from: { path: '^services/query/src', pathNot: TEST },
      to: { path: '^packages/event-log/' },
    },
    {
      name: 'ingest-never-reads-the-warehouse',
      severity: 'error',
      from: { path: '^services/ingest-', pathNot: TEST },
      to: { path: '^packages/warehouse/' },
    },
    {
      name: 'no-deep-imports',
      severity: 'error',
      from: { path: '^(packages|services)/([^/]+)/' },
      to: {
        path: '^(packages|services)/[^/]+/src/',
        pathNot: [
          '^$1/$2/',
          '/src/index\\.ts$',
          '^packages/(testing/src/facts|runtime/src/config|lookups/src/contact)/index\\.ts$',
        ],
      },
    },
    {
      name: 'testing-only-from-tests',
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: [TEST, '^packages/testing/'] },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
