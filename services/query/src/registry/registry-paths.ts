import {
  found,
  invalidVersion,
  noSuchPath,
  schemaNotFound,
  subjectNotFound,
  versionNotFound,
  type RegistryAnswer,
} from './registry-answer.ts';
import type { RegisteredSchema } from './schema-catalogue.ts';

/** Parameters of the path, and of the query where a path takes any. */
type Parameters = Readonly<Record<string, string>>;
type Ask = (catalogue: readonly RegisteredSchema[], parameters: Parameters) => RegistryAnswer;

/** Clients are given the address of the service and this path. */
export const SCHEMA_REGISTRY_PATH = '/schema-registry';

const MOST_ID = 2 ** 31 - 1;

const asSubjectVersion = ({ subject, id, version, schema }: RegisteredSchema) => ({
  subject,
  version,
  id,
  schema: JSON.stringify(schema),
});

/** Answers about the schema of an id. */
const byId =
  (answer: (schema: RegisteredSchema) => unknown): Ask =>
  (catalogue, { id = '' }) => {
    if (!/^\d{1,10}$/.test(id)) return noSuchPath();
    const schema = catalogue.find((each) => each.id === Number(id));
    return schema === undefined ? schemaNotFound(id) : found(answer(schema));
  };

/** Answers about one version of a subject; `latest` and `-1` name the newest. */
const byVersion =
  (answer: (schema: RegisteredSchema) => unknown): Ask =>
  (catalogue, { subject = '', version = '' }) => {
    const isLatest = version === 'latest' || version === '-1';
    const number = /^\d{1,10}$/.test(version) ? Number(version) : 0;
    if (!isLatest && (number < 1 || number > MOST_ID)) return invalidVersion(version);
    const versions = catalogue.filter((each) => each.subject === subject).sort((a, b) => a.version - b.version);
    if (versions.length === 0) return subjectNotFound(subject);
    const schema = isLatest ? versions.at(-1) : versions.find((each) => each.version === number);
    return schema === undefined ? versionNotFound(version) : found(answer(schema));
  };

function subjects(catalogue: readonly RegisteredSchema[], { subjectPrefix = '' }: Parameters): RegistryAnswer {
  const names = new Set(catalogue.map(({ subject }) => subject));
  return found([...names].filter((name) => name.startsWith(subjectPrefix)).sort());
}

function versions(catalogue: readonly RegisteredSchema[], { subject = '' }: Parameters): RegistryAnswer {
  const numbers = catalogue.filter((each) => each.subject === subject).map(({ version }) => version);
  return numbers.length === 0 ? subjectNotFound(subject) : found(numbers.sort((a, b) => a - b));
}

export interface RegistryPath {
  readonly summary: string;
  readonly ask: Ask;
}

/**
 * The readable part of Confluent's Schema Registry API (version 1), by path: what deserialisers, kcat and topic browsers
 * ask. A schema without `schemaType` is Avro.
 */
export const REGISTRY_PATHS: Readonly<Record<string, RegistryPath>> = {
  '': { summary: 'Whether the schema registry answers', ask: () => found({}) },
  '/config': {
    summary: 'How versions of a schema are compatible',
    ask: () => found({ compatibilityLevel: 'BACKWARD_TRANSITIVE' }),
  },
  '/mode': { summary: 'Whether schemas may be registered', ask: () => found({ mode: 'READONLY' }) },
  '/schemas/types': { summary: 'Kinds of schemas there are', ask: () => found(['AVRO']) },
  '/schemas/ids/:id': {
    summary: 'The schema of an id, as text',
    ask: byId(({ schema }) => ({ schema: JSON.stringify(schema) })),
  },
  '/schemas/ids/:id/schema': { summary: 'The schema of an id itself', ask: byId(({ schema }) => schema) },
  '/schemas/ids/:id/subjects': { summary: 'Subjects of an id', ask: byId(({ subject }) => [subject]) },
  '/schemas/ids/:id/versions': {
    summary: 'Subject and version of an id',
    ask: byId(({ subject, version }) => [{ subject, version }]),
  },
  '/subjects': { summary: 'Subjects: a topic and a type of event in it', ask: subjects },
  '/subjects/:subject/versions': { summary: 'Versions of a subject', ask: versions },
  '/subjects/:subject/versions/:version': {
    summary: 'A version of a subject with its id and schema',
    ask: byVersion(asSubjectVersion),
  },
  '/subjects/:subject/versions/:version/schema': {
    summary: 'The schema of a version itself',
    ask: byVersion(({ schema }) => schema),
  },
};
