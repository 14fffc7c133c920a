/** An IANA name as the engine spells it, or null. Offsets (`+03:00`) and unknown names are none. */
export const knownTimeZone = (name: string): string | null => {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return null;
  try {
    const spelled = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return spelled.toLowerCase() === name.toLowerCase() ? spelled : name;
  } catch {
    return null;
  }
};
