import { findingsOf, type Finding } from './finding.ts';

const { ok, problem } = findingsOf('node');

/** @param version as `process.versions.node` says it; the least one is that of `package.json` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > 20 || (major === 20 && minor >= 19);
  return isNew ? ok(version) : problem(`${version} is too old: install 20.19 or later`);
}
