import { startClickHouseFront } from '../front/clickhouse-front.ts';
import type { ClickHouseFront, FrontOptions } from '../front/clickhouse-front.ts';
import { temporaryDirectory } from './temporary-warehouse.ts';

/** Who may do everything on a temporary front. */
export const WRITER = { name: 'writer', password: 'a "secret": ж' } as const;

/** A front over an empty database of its own. */
export const temporaryFront = async (options: Partial<FrontOptions> = {}): Promise<ClickHouseFront> => {
  const { path, remove } = temporaryDirectory();
  const front = await startClickHouseFront({ path, users: [WRITER], ...options });
  return {
    url: front.url,
    close: async () => {
      await front.close();
      remove();
    },
  };
};

/** Posts a statement as the writer, with further parameters in the URL. */
export const post = (
  { url }: ClickHouseFront,
  statement: string | Uint8Array<ArrayBuffer>,
  parameters: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${url}/?${new URLSearchParams(parameters).toString()}`, {
    method: 'POST',
    body: statement,
    headers: { authorization: basic(WRITER), ...headers },
  });

export const basic = ({ name, password }: { readonly name: string; readonly password: string }): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
