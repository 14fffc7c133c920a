/** Compiles a template: `*` stands for any run of characters, everything else for itself; the whole value must match. */
export function compileTemplate(template: string): (value: string) => boolean {
  const [first = '', ...rest] = template.split('*');
  const last = rest.pop();
  if (last === undefined) return (value) => value === template;
  return (value) => {
    if (!value.startsWith(first) || !value.endsWith(last)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = value.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= value.length - last.length;
  };
}
