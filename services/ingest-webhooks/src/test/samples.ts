import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A recorded request with facts a correct reader must reach. */
export interface Sample {
  readonly provider: string;
  readonly name: string;
  readonly method: string;
  readonly path_hint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

const UPDATE = process.env['UPDATE_GOLDEN'] === '1';
const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** Every recorded request of every provider. */
export function samples(directory = FIXTURES): Sample[] {
  return readdirSync(directory).flatMap((provider) =>
    readdirSync(`${directory}${provider}`)
      .filter((file) => file.endsWith('.json') && !file.endsWith('.golden.json'))
      .map((file) => {
        const sample = JSON.parse(readFileSync(`${directory}${provider}/${file}`, 'utf8')) as Omit<Sample, 'name'>;
        return { ...sample, provider, name: file.slice(0, -'.json'.length) };
      }),
  );
}

/** The committed events of a sample; with UPDATE_GOLDEN=1 they are written instead. */
export function golden(sample: Sample, events: readonly object[] | null = null, directory = FIXTURES): unknown {
  const file = `${directory}${sample.provider}/${sample.name}.golden.json`;
  if (UPDATE && events !== null) writeFileSync(file, `${JSON.stringify(events, null, 2)}\n`);
  if (!existsSync(file))
    throw new Error(`${file} is missing: run the test with UPDATE_GOLDEN=1 and read what it wrote`);
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}
