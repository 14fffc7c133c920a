/** A metric as the text format tells it. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  /** Names of labels, without `le`; none where it has no series yet. */
  readonly labels: readonly string[];
}

/** The metrics of a page in Prometheus' text format 0.0.4. */
export function familiesOf(text: string): Family[] {
  return text
    .split('\n# HELP ')
    .map((part) => part.replace(/^# HELP /, ''))
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = '', help = ''] = /^(\S+) (.*)$/m.exec(part) ?? [];
      const type = /^# TYPE \S+ (\S+)$/m.exec(part)?.[1] ?? '';
      const names = [...part.matchAll(/[{,]([a-z_]+)="/g)].map(([, label = '']) => label);
      return { name, type, help, labels: [...new Set(names)].filter((label) => label !== 'le') };
    });
}
