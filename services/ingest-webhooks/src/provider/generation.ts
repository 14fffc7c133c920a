/** Room for translator revisions under one settings version. */
const REVISIONS = 2 ** 20;

/**
 * Precedence of contents under one event id (attribution.md, section 1): later settings of the source beat a greater
 * revision of the translator, which beats what a thin event said before it was read back.
 */
export function generationOf(sourceVersion: number, revision: number, stage: 'webhook' | 'read_back'): number {
  return sourceVersion * REVISIONS + revision * 2 + (stage === 'read_back' ? 1 : 0);
}
