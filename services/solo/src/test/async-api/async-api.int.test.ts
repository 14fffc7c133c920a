/** `docs/asyncapi.yaml` is generated, valid by AsyncAPI's own schema, and says what really is on the topics. */
import { readFileSync, writeFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TOPICS } from '@throughline/events';
import { openLogReader, type LogRecord } from '@throughline/event-log';
import { createLogger } from '@throughline/runtime';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse, stringify } from 'yaml';
import { startSolo, type SoloApp } from '../../app.ts';
import { soloConfig } from '../../config.ts';
import { SOLO_TOPICS } from '../../solo-topics.ts';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { asyncApiDocument } from './async-api-document.ts';

const DOCS = new URL('../../../../../docs/', import.meta.url);
const FILE = new URL('asyncapi.yaml', DOCS);
const UPDATE = process.env['UPDATE_ASYNC_API'] === '1';
const document = asyncApiDocument() as any;
const HEAD = '# Generated: UPDATE_ASYNC_API=1 npm run jest -- async-api\n';
const wanted = HEAD + stringify(document, { aliasDuplicateObjects: false, lineWidth: 0, singleQuote: true });

test('the file is what the code says (UPDATE_ASYNC_API=1 writes it anew)', () => {
  if (UPDATE) writeFileSync(FILE, wanted);
  expect(readFileSync(FILE, 'utf8')).toBe(wanted);
});

test('docs/kafka.md tells of the same topics, kept for as long', () => {
  const table = [...readFileSync(new URL('kafka.md', DOCS), 'utf8').matchAll(/^\| `([a-z-]+)` .*\| (\S[^|]*?) +\|$/gm)];
  const DAY_MS = 86_400_000;
  expect(table.map(([, topic, kept]) => [topic, kept])).toEqual(
    Object.values<any>(document.channels).map(({ address, bindings }) => {
      const retention = bindings.kafka.topicConfiguration['retention.ms'];
      return [address, retention < 0 ? 'for ever' : `${retention / DAY_MS} days`];
    }),
  );
});

/** The document as a reader sees it, with the Avro files where it refers to them. */
const withFiles = (value: any): any => {
  if (Array.isArray(value)) return value.map(withFiles);
  if (typeof value !== 'object' || value === null) return value;
  const file = typeof value.$ref === 'string' && value.$ref.startsWith('../') ? (value.$ref as string) : null;
  if (file !== null) return JSON.parse(readFileSync(new URL(file, DOCS), 'utf8'));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withFiles(member)]));
};

describe('by the JSON schema of AsyncAPI 3.0', () => {
  const schema = specs.schemasWithoutId['3.0.0'];
  const valid = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(schema as object);

  test.each([
    ['as it is', parse(wanted)],
    ['with the Avro schemas in place', withFiles(document)],
  ])('it is valid %s', (_how, subject) => {
    expect([valid(subject), valid.errors]).toEqual([true, null]);
  });

  test('a wrong one would be found', () => {
    const wrong = structuredClone(document);
    wrong.channels.events.bindings.kafka.partitions = 0;
    expect(valid(wrong)).toBe(false);
  });
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) =>
    path!.split('/'),
  );
  expect(references.length).toBeGreaterThan(20);
  for (const path of references) expect(document).toHaveProperty(path);
});

describe('the records of a running instance', () => {
  const directory = temporaryDirectory('async-api');
  const ADMIN = 'admin-key-of-the-test';
  const NOWHERE = 'http://127.0.0.1:1';
  let app: SoloApp;
  const found = new Map<string, readonly LogRecord[]>();

  const send = async (method: string, path: string, body: unknown): Promise<any> => {
    const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' };
    const answer = await fetch(app.url + path, { method, headers, body: JSON.stringify(body) });
    expect(answer.status).toBeLessThan(300);
    return answer.json();
  };
  const eventually = async (done: () => Promise<boolean>): Promise<void> => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const reader = () => openLogReader(`${directory.path}/log`, SOLO_TOPICS);

  beforeAll(async () => {
    app = await startSolo({
      config: soloConfig.parse({ PORT: 0, DATA_DIR: directory.path, ADMIN_KEY: ADMIN }),
      logger: createLogger({ level: 'silent', name: 'test' }),
      now: Date.now,
      readBack: {
        allowedOrigins: [NOWHERE],
        timeoutMs: 200,
        tries: 1,
        backoffMs: 1,
        restMs: 0,
        laterMs: 0,
        maxAttempts: 2,
      },
    });
    const crm = await send('POST', '/v1/sources', {
      provider: 'amocrm',
      name: 'CRM',
      settings: { api_url: NOWHERE, api_token: 'token-of-api' },
    });
    // A thin webhook is asked for, in vain; another one cannot be understood, and is read again later.
    for (const body of [
      'leads[status][0][id]=8000001&leads[status][0][status_id]=1&leads[status][0][old_status_id]=2',
      '{',
    ])
      await fetch(crm.hook_url, { method: 'POST', body });
    const at = '2026-08-01T10:00:00Z';
    await send('POST', '/v1/events', {
      events: [
        { type: 'visit', id: 'v1', at, visitor_id: 'u1', url: 'https://shop.example/?utm_source=yandex' },
        { type: 'enquiry', id: 'e1', at, kind: 'form', visitor_id: 'u1', phone: '8 900 000-01-42' },
        { type: 'deal', id: 'd1', at, deal_id: 'd1', status: 'won', amount: '34500.00', phone: '+79000000142' },
      ],
    });
    await eventually(
      async () =>
        (
          (await (
            await fetch(`${app.url}/v1/rejected`, { headers: { authorization: `Bearer ${ADMIN}` } })
          ).json()) as any
        ).rejected.length >= 2,
    );
    await eventually(async () => ((await (await fetch(`${app.url}/v1/status`)).json()) as any).caught_up);
    await send('PATCH', `/v1/sources/${crm.id}`, { complete_from: '2026-01-01' });
    await send('POST', `/v1/sources/${crm.id}/backfill`, { from: '2026-08-01' });
    await send('POST', '/v1/rejected/replay', {});
    const log = reader();
    for (const { name } of SOLO_TOPICS) found.set(name, await log.read(name, 0, 0, 1_000));
    await log.close();
  });
  afterAll(async () => {
    await app.lifecycle.stop();
    directory.remove();
  });

  // Of the others only a cluster has records.
  const channels = Object.values<any>(document.channels).filter(({ address }) =>
    SOLO_TOPICS.some(({ name }) => name === address),
  );
  test.each(channels.map((channel) => [channel.address as string, channel]))(
    'on topic %s are as the document says',
    (topic, channel) => {
      const records = found.get(topic) ?? [];
      expect(records.length).toBeGreaterThan(0);
      const names = Object.keys(channel.messages);
      const fitting = new Set<string>();
      for (const record of records) {
        const misfits = names.map((name) => [name, misfit(document.components.messages[name], record)] as const);
        const fits = misfits.filter(([, reason]) => reason === null);
        expect([record.offset, fits.length > 0 || misfits]).toEqual([record.offset, true]);
        fits.forEach(([name]) => fitting.add(name));
      }
      // Not every event and setting there is was sent; of the other topics every message is.
      if (topic !== TOPICS.events && topic !== TOPICS.settings) expect([...fitting].sort()).toEqual(names.sort());
    },
  );
});

const ajv = new Ajv({ strict: false, validateFormats: false });
const compiled = new Map<object, ValidateFunction>();

/** Why a record is not this message; null when it is. No member may be there that the document does not name. */
function misfit(message: any, { key, value }: LogRecord): unknown {
  if (key === null) return 'it has no key';
  const bytes = Buffer.from(value);
  if (message.contentType === 'avro/binary')
    return bytes.readInt32BE(1) === message['x-schema-id'] ? null : 'another id';
  const isRaw = message.contentType === 'application/octet-stream';
  const isText = message.contentType === 'text/plain';
  const schema = isRaw ? message['x-first-line'] : message.payload;
  const text = isRaw ? bytes.subarray(0, bytes.indexOf('\n')).toString() : bytes.toString();
  const valid = compiled.get(schema) ?? ajv.compile(closed(schema));
  compiled.set(schema, valid);
  return valid(isText ? text : JSON.parse(text)) ? null : valid.errors;
}

/** The document leaves room for members of later releases; this one must name all that it writes. */
function closed(schema: any): any {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema).map(([name, member]) => [name, closed(member)]);
  const isOpen = 'properties' in schema && !('additionalProperties' in schema);
  return Object.fromEntries([...members, ...(isOpen ? [['additionalProperties', false]] : [])]);
}
