/** What the engine listed of one source: texts each, of which the first is an instant. */
export interface Listed<Told extends readonly string[]> {
  readonly of_source: string;
  readonly latest: readonly Told[];
}

/** Of what is listed of all sources the latest, at most so many; of one instant those that come last by their other texts. */
export const latestOf = <Told extends readonly string[]>(
  rows: readonly Listed<Told>[],
  most: number,
): { readonly source: string; readonly told: Told }[] =>
  rows
    .flatMap(({ of_source: source, latest }) => latest.map((told) => ({ source, told })))
    .sort((a, b) => (a.told.join('\n') < b.told.join('\n') ? 1 : -1))
    .slice(0, most);
