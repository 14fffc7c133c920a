import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RememberedAnswers } from './remembered-answers.ts';

/** A table that is a number of rows; an insert shows at one moment and is told at another. */
class SlowTable {
  rows = 0;
  readonly #scheduler: fc.Scheduler;
  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
  }
  insert = async (): Promise<void> => {
    await this.#scheduler.schedule(Promise.resolve(), 'written');
    this.rows += 1;
    await this.#scheduler.schedule(Promise.resolve(), 'told');
  };
  count = async (): Promise<string> => {
    await this.#scheduler.schedule(Promise.resolve(), 'asked');
    const answer = String(this.rows);
    await this.#scheduler.schedule(Promise.resolve(), 'answered');
    return answer;
  };
}

test('an answer has at least what was acknowledged before it was asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { maxLength: 25 }), async (scheduler, steps) => {
      const table = new SlowTable(scheduler);
      const answers = new RememberedAnswers();
      let acknowledged = 0;
      const ask = async (): Promise<number> => {
        const before = acknowledged;
        const count = Number(await answers.answer('count', ['cost'], table.count));
        expect(count).toBeGreaterThanOrEqual(before);
        return count;
      };
      const work = steps.map(async (isInsert) => {
        if (!isInsert) return ask();
        await answers.changing('cost', table.insert);
        return (acknowledged += 1);
      });
      await scheduler.waitFor(Promise.all(work));
      expect(await scheduler.waitFor(ask())).toBe(table.rows);
    }),
    { numRuns: 500 },
  );
});

test('is asked once until one of its tables changes, also by an insert that fails', async () => {
  const answers = new RememberedAnswers();
  let asked = 0;
  const ask = () => answers.answer('q', ['cost', 'visit'], () => Promise.resolve(String((asked += 1))));
  expect([await ask(), await ask()]).toEqual(['1', '1']);
  await answers.changing('fact', () => Promise.resolve());
  expect(await ask()).toBe('1');
  await answers.changing('visit', () => Promise.resolve());
  expect([await ask(), await ask()]).toEqual(['2', '2']);
  await expect(answers.changing('cost', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await ask()).toBe('3');
});
