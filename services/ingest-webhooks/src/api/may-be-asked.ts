/**
 * Whether an API may be asked at an address: https on the usual port of one of the provider's hosts, or an origin
 * allowed besides. Never with a user or password in it, which would stand in clear wherever the address is shown.
 */
export function mayBeAsked(url: URL, hosts: RegExp, allowedOrigins: readonly string[]): boolean {
  if (url.username !== '' || url.password !== '') return false;
  const ofProvider = url.protocol === 'https:' && url.port === '' && hosts.test(url.hostname);
  return ofProvider || allowedOrigins.includes(url.origin);
}
