/** 96 random bits as 24 hex digits: unique without asking anybody. */
export function randomId(): string {
  let id = '';
  for (const part of crypto.getRandomValues(new Uint32Array(3))) id += part.toString(16).padStart(8, '0');
  return id;
}
