import { EPOCHS } from '../parse-date-cell.ts';
import { malformed, openArchive, tooLarge, type Archive } from './archive.ts';
import { isDateFormat } from './date-style.ts';
import { readXml } from './read-xml.ts';

/** A workbook whose sheets can be read. */
export interface Workbook {
  readonly archive: Archive;
  /** Those that are shown, first to last. */
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  /** Serial day 0 as epoch ms. */
  readonly epoch: number;
  readonly strings: readonly string[];
  /** Whether a cell of a style shows a date. */
  readonly dateStyles: readonly boolean[];
}

/** Characters of all texts of a workbook: they are held while its rows are read. */
const MOST_TEXT = 64_000_000;

/** @throws Problem 413, 422 */
export async function openWorkbook(bytes: Buffer): Promise<Workbook> {
  const archive = await openArchive(bytes);
  const targets = await readTargets(archive);
  const { sheets, epoch } = await readSheets(archive, targets);
  return { archive, sheets, epoch, strings: await readStrings(archive), dateStyles: await readDateStyles(archive) };
}

/** Parts by relationship id. */
async function readTargets(archive: Archive): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  await readXml(required(archive, 'xl/_rels/workbook.xml.rels'), {
    open(name, { Id: id, Target: target }) {
      if (name !== 'Relationship' || id === undefined || target === undefined) return;
      targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

async function readSheets(
  archive: Archive,
  targets: ReadonlyMap<string, string>,
): Promise<Pick<Workbook, 'sheets' | 'epoch'>> {
  const sheets: { name: string; part: string }[] = [];
  let epoch: number = EPOCHS[1900];
  await readXml(required(archive, 'xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr' && /^(1|true)$/.test(attributes['date1904'] ?? '')) epoch = EPOCHS[1904];
      if (name !== 'sheet' || /idden$/.test(attributes['state'] ?? '')) return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const part = targets.get(id);
      if (part !== undefined) sheets.push({ name: attributes['name'] ?? '', part });
    },
  });
  return { sheets, epoch };
}

/** Texts of cells by number; pronunciation, which East Asian texts may have, is left out. */
async function readStrings(archive: Archive): Promise<string[]> {
  const content = archive.open('xl/sharedStrings.xml');
  const strings: string[] = [];
  if (content === null) return strings;
  let characters = 0;
  let [inText, spoken] = [false, false];
  let text = '';
  await readXml(content, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') spoken = true;
      if (name === 't') inText = true;
    },
    text(part) {
      if (inText && !spoken) text += part;
    },
    close(name) {
      if (name === 't') inText = false;
      if (name === 'rPh') spoken = false;
      if (name !== 'si') return;
      characters += text.length + 16;
      if (characters > MOST_TEXT) throw tooLarge();
      strings.push(text);
    },
  });
  return strings;
}

async function readDateStyles(archive: Archive): Promise<boolean[]> {
  const content = archive.open('xl/styles.xml');
  const styles: boolean[] = [];
  if (content === null) return styles;
  const codes = new Map<number, string>();
  let inCells = false;
  await readXml(content, {
    open(name, attributes) {
      const id = Number(attributes['numFmtId'] ?? 0);
      if (name === 'numFmt') codes.set(id, attributes['formatCode'] ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) styles.push(isDateFormat(id, codes.get(id)));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

function required(archive: Archive, part: string): AsyncIterable<Buffer> {
  const content = archive.open(part);
  if (content === null) throw malformed(`it has no part ${part}`);
  return content;
}
