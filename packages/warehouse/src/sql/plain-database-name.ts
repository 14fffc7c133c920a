/** @throws RangeError a name that would need quotes is none of ours */
export function plainDatabaseName(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new RangeError(`Not a plain database name: ${name}`);
  return name;
}
