/** What `docs/sources/<provider>.md` says, held to the code: addresses, fields, settings, reasons and templates. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { REJECT_REASONS } from '@throughline/events';
import { TARGETS } from '../mapping/targets.ts';
import { IGNORE_REASONS } from '../provider/ignore-reasons.ts';
import { PROVIDERS } from '../provider/registry.ts';
import { COMMON_SETTINGS, outsideName } from '../sources/setting-names.ts';
import { sampleSettings } from './samples.ts';
import { startWebhooks, type Harness } from './start-webhooks.ts';

const PAGES = new URL('../../../../docs/sources/', import.meta.url);
const SOURCES = new URL('../providers/', import.meta.url);
const LANGUAGES = ['По-русски', 'In English'] as const;
type Language = (typeof LANGUAGES)[number];
/** What the first column of a table is called, in both languages. */
const COLUMNS = {
  field: { 'По-русски': 'Поле', 'In English': 'Field' },
  setting: { 'По-русски': 'Настройка', 'In English': 'Setting' },
  reason: { 'По-русски': 'Причина', 'In English': 'Reason' },
} as const;

/** The list of pages, and the page of the tracker (services/ingest-web/src/sites/site-page.test.ts). */
const OTHERS = ['README.md', 'site.md'];
const names = readdirSync(PAGES).flatMap((file) => (OTHERS.includes(file) ? [] : [file.replace(/\.md$/, '')]));
const page = (name: string): string => readFileSync(new URL(`${name}.md`, PAGES), 'utf8');

/** The half of a page in one language. */
function half(name: string, language: Language): string {
  return (
    page(name)
      .split(/^## /m)
      .find((part) => part.startsWith(language)) ?? ''
  );
}

/** The names in the first column of the table whose first column is called so. */
function listed(text: string, column: string): string[] {
  const [, body = ''] = new RegExp(`^\\| ${column} .*\\n\\| -.*\\n((?:\\|.*\\n?)*)`, 'm').exec(text) ?? [];
  const cells = [...body.matchAll(/^\|([^|]*)\|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
}

/** Addresses of webhooks, with what follows the token. */
function addresses(text: string): { source: string; rest: string; address: string }[] {
  const found = [...text.matchAll(/https?:\/\/[^\s`"<|]*\/hooks\/[^\s`"<|]*/g)].map(([address]) => address);
  return found.map((address) => {
    const [, source = '', rest = ''] =
      /^https:\/\/analytics\.example\.com\/v1\/hooks\/([^/]+)\/TOKEN(\/.*)?$/.exec(address) ?? [];
    return { source, rest, address };
  });
}

test('every provider has a page, every page is of a provider, and the list of pages names it', () => {
  expect(names.toSorted()).toEqual(PROVIDERS.map(({ name }) => name).toSorted());
  for (const name of names)
    for (const language of LANGUAGES) expect(half('README', language)).toContain(`[${name}.md](${name}.md)`);
});

describe.each(names)('the page of %s', (name) => {
  test('says the same addresses, fields, settings and reasons in both languages', () => {
    const [russian, english] = LANGUAGES.map((language) => {
      const text = half(name, language);
      const tables = Object.values(COLUMNS).map((column) => listed(text, column[language]).sort());
      return { addresses: addresses(text).map(({ address }) => address), tables };
    });
    expect(russian).toEqual(english);
    expect(russian?.addresses.length).toBeGreaterThan(0);
    for (const table of russian?.tables ?? []) expect(table.length).toBeGreaterThan(0);
  });

  test.each(LANGUAGES)('names only what the code knows: %s', (language) => {
    const text = half(name, language);
    const fields = listed(text, COLUMNS.field[language]);
    if (name === 'generic') expect(new Set(fields.map(plainField))).toEqual(mappedFields());
    else {
      const code = readFileSync(new URL(`${name}.ts`, SOURCES), 'utf8');
      const read = (field: string): boolean => field.split('.').every((part) => code.includes(`'${part}'`));
      expect(fields.filter((field) => !read(field))).toEqual([]);
    }

    const provider = PROVIDERS.find((known) => known.name === name);
    const settings = [...COMMON_SETTINGS, ...(provider?.settingNames ?? [])].map(outsideName);
    expect(settings).toEqual(expect.arrayContaining(listed(text, COLUMNS.setting[language])));
    const given = [...text.matchAll(/--setting (\w+)=/g)].map(([, setting = '']) => setting);
    expect(settings).toEqual(expect.arrayContaining(given));

    const reasons: string[] = [...REJECT_REASONS, ...IGNORE_REASONS, 'signature_wrong', 'hook_unknown'];
    expect(reasons).toEqual(expect.arrayContaining(listed(text, COLUMNS.reason[language])));
  });
});

describe('through the door', () => {
  let service: Harness;
  beforeEach(async () => {
    service = await startWebhooks();
  });
  afterEach(async () => {
    await service.stop();
  });

  test.each(names)('the addresses of %s are those of its source, and what follows the token is known', async (name) => {
    // Nothing is signed here.
    const { id, token } = await service.source(name, { country: 'RU', ...unsigned(name) });
    for (const { source, rest, address } of addresses(page(name))) {
      expect([address, source]).toEqual([address, id]);
      const sent = await fetch(`${service.url}/v1/hooks/${source}/${token}${rest}`, { method: 'POST', body: '{}' });
      expect([address, sent.status]).toEqual([address, 202]);
      await service.settled();
      const { rejectedBy } = service.app.health.of(id);
      if (rest !== '') expect([address, rejectedBy.unknown_event ?? 0]).toEqual([address, 0]);
    }
  });

  test.each(LANGUAGES)('the example of a mapping is a call, and what it says of rules is so: %s', async (language) => {
    const text = half('generic', language);
    const [body, mapping] = [...text.matchAll(/```json\n([^`]*)```/g)].map(
      ([, json = '']) => JSON.parse(json) as object,
    );
    const tried = { provider: 'generic', settings: { mapping }, body };
    const { json } = await service.api('POST', '/v1/sources/dry-run', tried);
    expect(json).toMatchObject({
      errors: [],
      events: [
        {
          ...{ type: 'call', callId: 'generic/501', direction: 'in', line: '+74990000111', talkSeconds: 65 },
          ...{ occurredAt: Date.UTC(2026, 2, 2, 9, 14, 5), personal: { phone: '+79000000142' } },
          statedOrigin: { source: 'yandex', medium: 'call' },
        },
      ],
    });
    const schema = readFileSync(new URL('../mapping/mapping-schema.ts', import.meta.url), 'utf8');
    const properties = text.split(/^\| (?:Свойство|Property) /m).slice(1);
    expect(properties).toHaveLength(2);
    for (const table of properties) {
      const named = listed(`| Property ${table}`, 'Property');
      expect(named.filter((property) => !schema.includes(`${property}:`))).toEqual([]);
      expect(named.length).toBeGreaterThan(4);
    }
  });

  test.each(LANGUAGES)('the templates of UIS, filled in by UIS, are calls: %s', async (language) => {
    const { hook } = await service.source('uis-comagic');
    const templates = [...half('uis-comagic', language).matchAll(/```\n(\{[^`]*\})\n```/g)].map(
      ([, text = '']) => text,
    );
    expect(templates).toHaveLength(2);
    for (const template of templates) {
      await fetch(hook, {
        method: 'POST',
        body: template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => literal(name)),
      });
    }
    await service.settled();
    expect(service.outcomes.map(({ rejected }) => rejected)).toEqual([null, null]);
    expect(await service.events()).toMatchObject([
      { key: '1/0began', type: 'call' },
      { key: '1/4finished', direction: 'in', answered: true, talkSeconds: 178, personal: { phone: '+79000000142' } },
      { key: '1/5recording/2026-03-02 12:17:40.001', recordingUrl: 'https://media.uiscom.example/1' },
    ]);
    const fields = new Set(templates.flatMap((text) => [...text.matchAll(/"(\w+)":/g)].map(([, field = '']) => field)));
    expect(listed(half('uis-comagic', language), COLUMNS.field[language])).toEqual(expect.arrayContaining([...fields]));
  });
});

/** Every field that a rule of a mapping may fill. */
function mappedFields(): Set<string> {
  return new Set([...Object.values(TARGETS).flatMap((fields) => Object.keys(fields)), 'client:']);
}

/** `client:<system>` stands for any. */
function plainField(field: string): string {
  return field.replace(/<.*>/, '');
}

/** The settings of a provider's samples without what makes its requests be signed. */
function unsigned(name: string): object {
  const secrets = /^(signing_keys?|secret|client_secret|api_key|application_token)$/;
  return Object.fromEntries(Object.entries(sampleSettings(name)).filter(([setting]) => !secrets.test(setting)));
}

const VALUES: Readonly<Record<string, string>> = {
  communication_type: 'call',
  direction: 'in',
  notification_time: '2026-03-02 12:17:40.001',
  start_time: '2026-03-02 12:14:05',
  virtual_phone_number: '74990000111',
  contact_phone_number: '79000000142',
  employee_full_name: 'Анна',
  file_link: 'https://media.uiscom.example/1',
};

/** What UIS writes for a variable: a JSON literal. */
function literal(variable: string): string {
  if (variable === 'notification_timestamp') return '1772443032';
  if (variable.startsWith('is_')) return 'false';
  if (variable === 'talk_time_duration') return '178';
  return VALUES[variable] === undefined ? '1' : JSON.stringify(VALUES[variable]);
}
