import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A recorded request with facts a correct reader must reach. */
export interface Sample {
  readonly provider: string;
  readonly name: string;
  readonly method: string;
  /** What the provider appends to our address: path and query; absent = nothing. */
  readonly rest?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

const UPDATE = process.env['UPDATE_GOLDEN'] === '1';
const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
/** Settings of the source that a provider's samples were recorded at, as `POST /v1/sources` takes them. */
const SOURCE = 'source.json';

/** Every recorded request of every provider. */
export function samples(directory = FIXTURES): Sample[] {
  return readdirSync(directory).flatMap((provider) =>
    readdirSync(`${directory}${provider}`)
      .filter((file) => file.endsWith('.json') && !file.endsWith('.golden.json') && file !== SOURCE)
      .map((file) => {
        const sample = readJson(`${directory}${provider}/${file}`) as Omit<Sample, 'name'>;
        return { ...sample, provider, name: file.slice(0, -'.json'.length) };
      }),
  );
}

/** Settings that the samples of a provider need; none when it says nothing. */
export function sampleSettings(provider: string, directory = FIXTURES): object {
  const file = `${directory}${provider}/${SOURCE}`;
  return existsSync(file) ? (readJson(file) as object) : {};
}

/** When a sample comes in: its provider refuses what is signed too long ago; null = it does not matter. */
export function sampleClock({ expect }: Sample): number | null {
  const { now_for_test_ms } = expect;
  return typeof now_for_test_ms === 'number' ? now_for_test_ms : null;
}

/** Sends a sample to the address of a source, as its provider would. */
export function sendSample(
  hook: string,
  { method, rest = '', headers, body }: Omit<Sample, 'name'>,
): Promise<Response> {
  return fetch(hook + rest, { method, headers, ...(method === 'GET' ? {} : { body }) });
}

/** The committed events of a sample; with UPDATE_GOLDEN=1 they are written instead. */
export function golden(sample: Sample, events: readonly object[] | null = null, directory = FIXTURES): unknown {
  const file = `${directory}${sample.provider}/${sample.name}.golden.json`;
  if (UPDATE && events !== null) writeFileSync(file, `${JSON.stringify(events, null, 2)}\n`);
  if (!existsSync(file))
    throw new Error(`${file} is missing: run the test with UPDATE_GOLDEN=1 and read what it wrote`);
  return readJson(file);
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8')) as unknown;
