/** Suffixes say the cost: `.test.ts` pure, `.int.test.ts` embedded engines, `.e2e.test.ts` several processes or a browser. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/services', '<rootDir>/bench', '<rootDir>/infra'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // One limit for all, and far off: on a machine under load everything takes three times as long, and what hangs hangs.
  testTimeout: 300_000,
  // On two cores Jest takes one; much of the time of the larger tests is waiting, for brokers, timers and processes.
  maxWorkers: 2,
};
