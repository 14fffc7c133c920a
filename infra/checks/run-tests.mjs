// Runs every test in one go and closes with each failure's name and first lines, for whoever sees only the end of a long
// log, and with the plain line `N passed, N failed, N skipped`.
// A skipped or pending test is loud (listed by name) and fails under REQUIRE_ALL=1.
//   node infra/checks/run-tests.mjs [jest arguments]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const MOST_LINES = 12;
const beginning = (message) =>
  stripVTControlCharacters(message)
    .split('\n')
    .slice(0, MOST_LINES)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n');

const directory = mkdtempSync(join(tmpdir(), 'throughline-tests-'));
const report = join(directory, 'report.json');
try {
  const run = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      'node_modules/jest/bin/jest.js',
      '--json',
      `--outputFile=${report}`,
      ...process.argv.slice(2),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const tests = result.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter((t) => t.status !== 'passed' && t.status !== 'failed');
  for (const t of skipped) console.error(`SKIPPED: ${t.fullName}`);
  // A file that did not even load counts as a failure, though it has no tests of its own.
  const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = result.numFailedTests + broken.length;
  for (const file of broken) console.error(`FAILED: ${relative('.', file.name)}\n${beginning(file.message)}`);
  for (const file of result.testResults)
    for (const t of file.assertionResults.filter(({ status }) => status === 'failed'))
      console.error(`FAILED: ${relative('.', file.name)}: ${t.fullName}\n${beginning(t.failureMessages.join('\n'))}`);
  const refused = process.env.REQUIRE_ALL === '1' && skipped.length > 0;
  if (refused) console.error(`REQUIRE_ALL=1: ${skipped.length} skipped tests count as a failure`);
  console.log(`${result.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = run.status === 0 && failed === 0 && !refused && result.numPassedTests > 0 ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
