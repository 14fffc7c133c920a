const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** RFC 5321: the longest path. */
const LONGEST = 254;

/** An email trimmed, in lower case; null when the text is none. Nothing else is folded: `a.b@` and `ab@` are two. */
export function normaliseEmail(text: string | null | undefined): string | null {
  const email = (text ?? '')
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '');
  return email.length <= LONGEST && EMAIL.test(email) ? email : null;
}
