/** What the registry says: a value, or an error in the registry's own form. */
export type RegistryAnswer =
  | { readonly kind: 'found'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly code: number; readonly message: string };

export const found = (value: unknown): RegistryAnswer => ({ kind: 'found', value });

/** Error codes of Confluent's Schema Registry API: the status, and two digits of its own. */
const refused = (status: number, code: number, message: string): RegistryAnswer => ({
  kind: 'refused',
  status,
  code,
  message,
});

export const subjectNotFound = (subject: string): RegistryAnswer =>
  refused(404, 40_401, `Subject '${subject}' not found.`);
export const versionNotFound = (version: string): RegistryAnswer =>
  refused(404, 40_402, `Version ${version} not found.`);
export const schemaNotFound = (id: string): RegistryAnswer => refused(404, 40_403, `Schema ${id} not found`);
export const invalidVersion = (version: string): RegistryAnswer =>
  refused(
    422,
    42_202,
    `The specified version '${version}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`,
  );
export const readOnly = (): RegistryAnswer =>
  refused(422, 42_205, 'The registry is read-only: schemas come with the release of the program.');
export const noSuchPath = (): RegistryAnswer => refused(404, 404, 'HTTP 404 Not Found');
