import { setImmediate as otherRequests } from 'node:timers/promises';
import sax from 'sax';
import { malformed } from './archive.ts';

/** What is done at the tags of a document; names without prefix. */
export interface XmlHandlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
  /** True: the rest need not be read. */
  enough?(): boolean;
}

/** Reads XML as it comes. Entities of a document's own are not known, so none can grow. @throws Problem 422 */
export async function readXml(content: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  const parser = sax.parser(true, { position: false });
  const decoder = new TextDecoder('utf-8');
  parser.onopentag = ({ name, attributes }) => handlers.open(withoutPrefix(name), attributes as Record<string, string>);
  parser.onclosetag = (name) => handlers.close?.(withoutPrefix(name));
  parser.ontext = (text) => handlers.text?.(text);
  parser.oncdata = (text) => handlers.text?.(text);
  parser.onerror = (error) => {
    throw malformed(error.message.split('\n')[0] ?? '');
  };
  for await (const chunk of content) {
    parser.write(decoder.decode(chunk, { stream: true }));
    if (handlers.enough?.() === true) return;
    await otherRequests();
  }
  parser.close();
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
