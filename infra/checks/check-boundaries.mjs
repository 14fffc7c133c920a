// Checks the allowed arrows with dependency-cruiser, and checks the checker: it must see every package and service and
// follow imports into their sources, and in a planted tree beside this one it must find a violation of every rule. A
// checker that silently sees nothing would pass for ever.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findPlanted, PLANTED, UNMINDED } from './planted-violations.mjs';

const ROOT = process.cwd();
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const { forbidden } = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs'));

function cruise(cwd) {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages', 'services'];
  const run = spawnSync(process.execPath, [CRUISER, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!run.stdout) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

const workspaces = ['packages', 'services'].flatMap((kind) => readdirSync(kind).map((name) => `${kind}/${name}`));
const problems = [];

const { modules, summary } = cruise(ROOT);
for (const { rule, from, to } of summary.violations) problems.push(`${rule.name}: ${from} -> ${to}`);
const dependencies = modules.flatMap((module) => module.dependencies.map(({ resolved }) => [module.source, resolved]));
for (const workspace of workspaces) {
  const inside = (path) => path.startsWith(`${workspace}/src/`);
  if (!modules.some(({ source }) => inside(source))) problems.push(`no module of ${workspace} was seen`);
  const used = dependencies.some(([from, to]) => to === `${workspace}/src/index.ts` && !inside(from));
  // Nobody imports what only composes.
  if (!used && workspace !== 'services/solo') problems.push(`no import of ${workspace} was followed into its source`);
}

const found = findPlanted(workspaces, cruise);
for (const { name } of forbidden) {
  const [file] = PLANTED[name] ?? [];
  if (file === undefined) problems.push(`no violation of ${name} is planted`);
  else if (!(found.get(file) ?? []).includes(name))
    problems.push(`a planted violation of ${name} was not found (found: ${(found.get(file) ?? []).join(', ')})`);
}
for (const file of UNMINDED)
  if (found.has(file)) problems.push(`${found.get(file)} minds ${file}, which breaks no rule`);

for (const problem of problems) console.error(problem);
console.log(
  `boundaries: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised} dependencies, ${forbidden.length} rules, ${problems.length} problems`,
);
process.exit(problems.length === 0 ? 0 : 1);
