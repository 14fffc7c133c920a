/** `Content-Disposition` of a file to keep (RFC 6266): a name in any alphabet, and one in ASCII for old clients. */
export const attachment = (name: string, plain: string): string => {
  const ascii = plain.replace(/[^\w.\- ]/g, '_');
  return name === ascii
    ? `attachment; filename="${ascii}"`
    : `attachment; filename="${ascii}"; filename*=UTF-8''${encoded(name)}`;
};

/** RFC 5987: `encodeURIComponent` leaves some characters that are no `attr-char`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
