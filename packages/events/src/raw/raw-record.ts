import type { WebhookRequest } from './webhook-request.ts';

/** A request as it stands on topic `raw`: what the door knew about it, and the bytes untouched. */
export interface RawRecord {
  readonly workspace: string;
  /** Id of the source. */
  readonly source: string;
  /** Version of the settings the door applied; the translation uses exactly that. */
  readonly settingsVersion: number;
  /** `X-Request-Id` of the answer, by which the request is found in the logs; `''` when its door gave none. */
  readonly requestId: string;
  readonly request: WebhookRequest;
}

const NEWLINE = 0x0a;

/** One line of JSON, a newline, the body's bytes. */
export function frameRawRecord(record: RawRecord): Uint8Array {
  const { body, ...request } = record.request;
  const header = {
    workspace: record.workspace,
    source: record.source,
    settingsVersion: record.settingsVersion,
    requestId: record.requestId,
    request,
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`, 'utf8'), body]);
}

/** Null when the bytes are no raw record (another program wrote them). */
export function unframeRawRecord(bytes: Uint8Array): RawRecord | null {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0) return null;
  try {
    const header: unknown = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8'));
    if (!isHeader(header)) return null;
    // What an older release kept has none.
    const { requestId = '' } = header as Partial<Header>;
    return { ...header, requestId, request: { ...header.request, body: bytes.subarray(end + 1) } };
  } catch {
    return null;
  }
}

type Header = Omit<RawRecord, 'request'> & { readonly request: Omit<WebhookRequest, 'body'> };

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null || !('request' in value)) return false;
  const { workspace, source, settingsVersion, request } = value as Partial<Header>;
  return (
    typeof workspace === 'string' &&
    typeof source === 'string' &&
    typeof settingsVersion === 'number' &&
    typeof request === 'object' &&
    typeof request.method === 'string' &&
    typeof request.rest === 'string' &&
    typeof request.query === 'string' &&
    typeof request.receivedAt === 'number' &&
    typeof request.headers === 'object'
  );
}
