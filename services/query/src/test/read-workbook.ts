/** Reads a workbook back as a spreadsheet would: the archive by its directory, cells by their types and formats. */
import { inflateRawSync } from 'node:zlib';

export interface ReadCell {
  /** A number, or a text; a formula is told as `=...`. */
  readonly value: number | string;
  /** Code of the number format; `@` of a text that stays one. */
  readonly format: string;
  readonly bold: boolean;
  readonly quoted: boolean;
}
export interface ReadSheet {
  readonly name: string;
  /** By place: `A1`. */
  readonly cells: ReadonlyMap<string, ReadCell>;
  readonly xml: string;
}

/** @throws Error when the bytes are no whole archive */
export const unzip = (bytes: Buffer): ReadonlyMap<string, string> => {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  if (end < 0) throw new Error('no archive');
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('no directory entry');
    const [size, nameLength, local] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt32LE(at + 42),
    ];
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    const whole = bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    files.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), whole.toString('utf8'));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
};

export const readWorkbook = (bytes: Buffer): readonly ReadSheet[] => {
  const files = unzip(bytes);
  const file = (name: string): string => files.get(name) ?? '';
  const targets = new Map(
    tags(file('xl/_rels/workbook.xml.rels'), 'Relationship').map(({ attributes }) => [
      attributes['Id'],
      attributes['Target'],
    ]),
  );
  const formatOf = formatsOf(file('xl/styles.xml'));
  return tags(file('xl/workbook.xml'), 'sheet').map(({ attributes }) => {
    const xml = file(`xl/${targets.get(attributes['r:id']) ?? ''}`);
    const cells = tags(xml, 'c').map(({ attributes: { r = '', s = '0', t }, inner }): [string, ReadCell] => {
      const formula = /<f>(.*?)<\/f>/.exec(inner)?.[1];
      const text = /<t[^>]*>(.*?)<\/t>/s.exec(inner)?.[1];
      const number = /<v>(.*?)<\/v>/.exec(inner)?.[1];
      const value = formula === undefined ? (t === 'inlineStr' ? plain(text ?? '') : Number(number)) : `=${formula}`;
      return [r, { value, ...formatOf(Number(s)) }];
    });
    return { name: plain(attributes['name'] ?? ''), cells: new Map(cells), xml };
  });
};

interface Tag {
  readonly attributes: Readonly<Record<string, string>>;
  readonly inner: string;
}

const tags = (xml: string, name: string): Tag[] =>
  [...xml.matchAll(new RegExp(`<${name}(\\s[^>]*?)?(?:/>|>(.*?)</${name}>)`, 'gs'))].map(
    ([, said = '', inner = '']) => ({
      attributes: Object.fromEntries([...said.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
      inner,
    }),
  );

const OWN: Readonly<Record<string, string>> = { 0: 'General', 3: '#,##0', 4: '#,##0.00', 14: 'short date', 49: '@' };

const formatsOf = (styles: string) => {
  const codes = new Map(
    tags(styles, 'numFmt').map(({ attributes }) => [attributes['numFmtId'], plain(attributes['formatCode'] ?? '')]),
  );
  const cells = tags(/<cellXfs.*<\/cellXfs>/s.exec(styles)?.[0] ?? '', 'xf');
  return (index: number): Omit<ReadCell, 'value'> => {
    const { numFmtId = '', fontId, quotePrefix } = cells[index]?.attributes ?? {};
    return {
      format: codes.get(numFmtId) ?? OWN[numFmtId] ?? `unknown ${numFmtId}`,
      bold: fontId === '1',
      quoted: quotePrefix === '1',
    };
  };
};

const plain = (xml: string): string =>
  xml
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
