/** Rows of a phone that thousands of enquiries name, each a touchpoint of the others: in portions, each row once. */
import { expect, test } from '@jest/globals';
import { attributePerson, enquiryNode, type PersonFact } from '@throughline/domain';
import { anEnquiry, at, factsOf, TEST_RUN } from '@throughline/testing';
import { readPersons, type FactReader } from '@throughline/warehouse';
import { candidateRows } from './candidate-rows.ts';

const COUNT = 460;
const MINUTE = 60_000;
const NOTHING = { adGroup: null, term: null, content: null, clickId: null, landingUrl: null, referrer: null };
const FACTS = factsOf(
  Array.from({ length: COUNT }, (_, n) =>
    anEnquiry({
      id: `e${n}`,
      at: at('2026-08-01 00:00') + n * 30 * MINUTE,
      phone: '+79000000142',
      statedOrigin: { ...NOTHING, source: 'yandex', medium: 'cpc', campaign: `c${n}` },
    }),
  ),
) as PersonFact[];
const ALL = FACTS.map((fact) => (fact.type === 'enquiry' ? enquiryNode(fact.enquiryId) : enquiryNode('none')));

const reader = {
  factsNaming: () => Promise.resolve(FACTS),
  visitsOf: () => Promise.resolve([]),
  numbersOf: () => Promise.resolve([]),
} as unknown as FactReader;

const rowsOf = async (candidates: readonly (typeof ALL)[number][]) => {
  const portions = [];
  const versions = new Map(candidates.map((candidate, n) => [candidate, BigInt(n)]));
  for await (const portion of candidateRows(reader, 'main', versions, TEST_RUN)) portions.push(portion);
  return portions;
};

test('portions bound what is held at once, and hold every row once', async () => {
  const portions = await rowsOf(ALL);
  const touchpoints = portions.map((rows) => rows.reduce((sum, { touch_id: touches }) => sum + touches.length, 0));
  expect(touchpoints.reduce((a, b) => a + b, 0)).toBe((COUNT * (COUNT + 1)) / 2);
  expect(Math.max(...touchpoints)).toBeLessThanOrEqual(100_000 + COUNT);
  const [person] = await readPersons(reader, ALL, TEST_RUN);
  const expected = person === undefined ? [] : attributePerson(person, TEST_RUN);
  expect(portions.flat().map(({ id, touch_id: { length } }) => [id, length])).toEqual(
    expected.map(({ id, journey }) => [id, journey.touchpoints.length]),
  );
  expect(portions.flat().find(({ id }) => id === 'e7')?.version).toBe(7n);
});

test('of a person only what was asked for is made', async () => {
  const some = ALL.filter((_, n) => n % 97 === 0);
  const rows = (await rowsOf(some)).flat();
  expect(rows.map(({ id }) => enquiryNode(id)).sort()).toEqual([...some].sort());
});
