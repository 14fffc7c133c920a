import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = new URL('../../../../', import.meta.url);
const POM = fileURLToPath(new URL('infra/kafka/pom.xml', ROOT));
const CACHE = fileURLToPath(new URL('node_modules/.cache/throughline-kafka/', ROOT));

/** Whether this machine can run a broker from its jars: a JDK of 17 or later, and Maven to fetch them. */
export function canRunJars(): boolean {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1] ?? 0);
  return version >= 17 && spawnSync('mvn', ['-v'], { stdio: 'ignore' }).status === 0;
}

/** The directory with the broker's jars, of the versions `infra/kafka/pom.xml` names; fetched once, then kept. */
export async function kafkaJars(): Promise<string> {
  const jars = `${CACHE}${createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 16)}`;
  if (existsSync(jars)) return jars;
  const fetched = `${jars}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  const goal = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${fetched}`];
  await promisify(execFile)('mvn', goal);
  // Another process may have been faster; its jars are as good as ours.
  await rename(fetched, jars).catch(() => rm(fetched, { recursive: true, force: true }));
  return jars;
}
