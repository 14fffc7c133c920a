/** A workbook (ECMA-376, SpreadsheetML) as a stream, made at its reader's pace. */
import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { escapeXml } from './escape-xml.ts';
import { sheetXml } from './sheet-xml.ts';
import type { Sheet } from './sheet-xml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** `styles` is `xl/styles.xml`; `madeAt` (epoch ms) is the time of the files in the archive. */
export const workbookStream = (sheets: readonly Sheet[], styles: string, madeAt: number): Readable => {
  const zip = new ZipFile();
  const mtime = new Date(madeAt);
  const output = new PassThrough();
  zip.on('error', (error: Error) => output.destroy(error));
  zip.outputStream.pipe(output);
  const files: Readonly<Record<string, string>> = {
    '[Content_Types].xml': contentTypes(sheets.length),
    '_rels/.rels': relationships([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': workbook(sheets),
    'xl/_rels/workbook.xml.rels': relationships([
      ...sheets.map((_, n) => ['worksheet', `worksheets/sheet${n + 1}.xml`] as const),
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': styles,
  };
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name, { mtime });
  sheets.forEach((sheet, n) => {
    zip.addReadStreamLazy(`xl/worksheets/sheet${n + 1}.xml`, { mtime, compressionLevel: LEVEL }, (give) => {
      give(null, Readable.from(yielding(sheetXml(sheet, n === 0)), { objectMode: false, highWaterMark: 65_536 }));
    });
  });
  zip.end();
  return output;
};

/** Of zlib: half the time of its default for a tenth more bytes. */
const LEVEL = 3;

/** Lets other requests in between pieces. */
const yielding = async function* (pieces: Iterable<string>): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    yield Buffer.from(piece);
    await new Promise(setImmediate);
  }
};

const contentTypes = (sheets: number): string => {
  const part = (name: string, type: string): string =>
    `<Override PartName="${name}" ContentType="${CONTENT}.${type}+xml"/>`;
  const worksheets = Array.from({ length: sheets }, (_, n) => part(`/xl/worksheets/sheet${n + 1}.xml`, 'worksheet'));
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('/xl/workbook.xml', 'sheet.main')}${worksheets.join('')}${part('/xl/styles.xml', 'styles')}</Types>`;
};

const relationships = (targets: readonly (readonly [type: string, target: string])[]): string => {
  const each = targets.map(
    ([type, target], n) => `<Relationship Id="rId${n + 1}" Type="${RELATIONSHIPS}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE_RELATIONSHIPS}">${each.join('')}</Relationships>`;
};

const workbook = (sheets: readonly Sheet[]): string => {
  const each = sheets.map(({ name }, n) => `<sheet name="${escapeXml(name)}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`);
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}"><sheets>${each.join('')}</sheets></workbook>`;
};
