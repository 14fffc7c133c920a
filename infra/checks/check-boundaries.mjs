// Checks the allowed arrows with dependency-cruiser, and checks the checker: it must see modules, and it must find a
// planted violation. A checker that silently sees nothing would pass for ever.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

function cruise() {
  const run = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'packages',
      'services',
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (!run.stdout) throw new Error(run.stderr);
  return JSON.parse(run.stdout).summary;
}

const clean = cruise();
for (const v of clean.violations) console.error(`${v.rule.name}: ${v.from} -> ${v.to}`);
if (clean.totalCruised < 50) throw new Error(`the checker saw only ${clean.totalCruised} modules`);

const planted = 'packages/domain/src/planted-violation.ts';
try {
  mkdirSync('packages/domain/src', { recursive: true });
  writeFileSync(planted, "import '@throughline/warehouse';\nimport 'lmdb';\n");
  const found = cruise()
    .violations.filter((v) => v.from === planted)
    .map((v) => v.rule.name);
  for (const rule of ['arrows-of-domain', 'home-of-lmdb']) {
    if (!found.includes(rule))
      throw new Error(`a planted violation of ${rule} was not found (found: ${found.join(', ')})`);
  }
} finally {
  rmSync(planted, { force: true });
}
console.log(
  `boundaries: ${clean.totalCruised} modules, ${clean.totalDependenciesCruised} dependencies, ${clean.violations.length} violations`,
);
process.exit(clean.violations.length === 0 ? 0 : 1);
