import { expect } from '@jest/globals';
import {
  presentConversions,
  queryString,
  referenceConversions,
  referenceReport,
  reportDifferences,
} from '@throughline/testing';
import { allEvents, type HttpInterface } from '../process/instance.ts';
import { readLog, readWarehouse, type Contents } from '../process/look-into.ts';
import { questions } from '../proof/report-questions.ts';
import { costKey, type Load } from './load.ts';

/** Every 2xx was kept: events and costs are in the log, webhooks are in `raw` byte for byte and were translated. */
export async function expectNothingLost(
  instance: Pick<HttpInterface, 'get'>,
  load: Load,
  { raw }: Contents,
): Promise<void> {
  const { events, costs, hooks, unplaced } = load.acknowledged;
  const inLog = await allEvents(instance);
  const present = new Set(inLog.map((event) => `${event['type']} ${event['id']}`));
  const presentCosts = new Set(
    inLog.filter(({ type }) => type === 'cost').map((row) => costKey(row['date'], row['ad_source'], row['campaign'])),
  );
  const translated = new Set(
    inLog.flatMap((event) => (event['raw_position'] === undefined ? [] : [nameOf(event['raw_position'])])),
  );
  expect([...events].filter((event) => !present.has(event))).toEqual([]);
  expect([...costs].filter((row) => !presentCosts.has(row))).toEqual([]);

  const lost = [...hooks].filter(
    ([offset, { body }]) => raw.get(offset)?.subarray(-Buffer.byteLength(body)).toString() !== body,
  );
  expect(lost).toEqual([]);
  const bodies = new Set([...raw.values()].map((value) => value.subarray(value.indexOf('\n') + 1).toString()));
  expect(unplaced.filter(({ body }) => !bodies.has(body))).toEqual([]);
  const refused = await rejectedOffsets(instance);
  const untranslated = [...hooks].filter(([offset]) => !translated.has(offset) && !refused.has(offset));
  expect(untranslated).toEqual([]);
}

const nameOf = ({ partition, offset }: { partition: number; offset: number }): string => `${partition}-${offset}`;

async function rejectedOffsets(instance: Pick<HttpInterface, 'get'>): Promise<Set<string>> {
  const offsets = new Set<string>();
  for (let cursor = ''; ;) {
    const { body } = await instance.get(`/v1/rejected?limit=1000${cursor}`);
    // What a door refused was never on `raw`.
    for (const { raw } of body.rejected) if (raw !== undefined) offsets.add(nameOf(raw));
    if (body.next_cursor === undefined) return offsets;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

/** Reports over HTTP equal the definitions, applied to what the log holds. */
export async function expectReportsRight(
  instance: Pick<HttpInterface, 'get'>,
  seed: number,
  { facts, run }: Contents,
): Promise<void> {
  for (const query of questions(seed, 4)) {
    for (const name of ['roi', 'revenue-by-source'] as const) {
      const asked = `/v1/reports/${name}?${queryString(query, 'main')}`;
      const { status, body } = await instance.get(asked);
      expect({ asked, status }).toEqual({ asked, status: 200 });
      const differences = reportDifferences(body, referenceReport(name, facts, run, query), query.by);
      expect({ asked, differences }).toEqual({ asked, differences: [] });
    }
  }
}

/** Rows of a stopped instance equal the reference, and the sweep finds nothing. @returns how many rows were checked */
export async function expectRowsRight(dataDirectory: string): Promise<number> {
  const { facts, run } = await readLog(dataDirectory);
  const { conversions, checked, repaired } = await readWarehouse(dataDirectory);
  expect(presentConversions(conversions)).toEqual(presentConversions(referenceConversions(facts, run)));
  expect(repaired).toBe(0);
  return checked;
}
