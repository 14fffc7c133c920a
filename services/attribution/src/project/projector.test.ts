import { expect, test } from '@jest/globals';
import { createMemoryLog } from '@throughline/event-log';
import { NO_PERSONAL, type Event } from '@throughline/events';
import { openSettings } from '@throughline/settings';
import { lineSettings } from '../settings/settings-of-store.ts';
import { createProjector } from './projector.ts';

const visitTo = (workspace: string): Event => ({
  type: 'visit',
  workspace,
  source: 'api',
  key: 'k',
  id: 'k',
  occurredAt: 1,
  receivedAt: 1,
  settingsVersion: 1,
  generation: 0,
  retracted: false,
  claim: false,
  test: false,
  filled: [],
  raw: null,
  extra: null,
  visitId: 'v',
  visitorId: 'alice',
  url: 'https://shop.ru/?utm_source=avito',
  referrer: null,
  userAgent: null,
  personal: NO_PERSONAL,
});
const WORKSPACE = { timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' };

test('a workspace is projected under its own key and its present settings, also when it was made a moment ago', async () => {
  const log = createMemoryLog({ topics: [{ name: 'settings', partitions: 1, retentionMs: -1 }], now: () => 1 });
  const options = { refreshEveryMs: 600_000 };
  const reader = await openSettings(log, new Uint8Array(32), options);
  const writer = await openSettings(log, new Uint8Array(32), options);
  try {
    const projector = createProjector(lineSettings(reader, 'rules'));
    const of = async (workspace: string) => projector.project({ event: visitTo(workspace), knownAt: 2 });
    await expect(of('main')).rejects.toMatchObject({ code: 'unknown_workspace' });

    await writer.put('workspace', 'main', WORKSPACE);
    const first = await of('main');
    expect(first).toMatchObject({ type: 'visit', knownAt: 2, excluded: '', origin: { channel: 'Other' } });

    const channelRules = [{ source: 'avito', channel: 'Affiliate' }, { channel: 'broken' }];
    const exclusions = { addresses: [], phones: [], visitors: ['alice'] };
    await writer.put('workspace', 'main', { ...WORKSPACE, channelRules, exclusions });
    await reader.refresh();
    expect(await of('main')).toMatchObject({
      eventId: first.eventId,
      excluded: 'visitor',
      origin: { channel: 'Affiliate' },
    });
  } finally {
    reader.stop();
    writer.stop();
  }
});
