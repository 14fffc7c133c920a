import { expect, jest, test } from '@jest/globals';
import { startJobs } from './app.ts';

const untilNextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2_100));

test('a job runs by its schedule, its failure is told, and stopping waits for the running one', async () => {
  const told: string[] = [];
  const written = jest.spyOn(console, 'warn');
  let finished = 0;
  const jobs = startJobs({
    timeZone: 'Europe/Moscow',
    jobs: [
      { name: 'fails', schedule: '* * * * * *', run: async () => Promise.reject(new Error('no')) },
      {
        name: 'slow',
        schedule: '* * * * * *',
        run: () => new Promise((resolve) => setTimeout(() => resolve(void (finished += 1)), 1_500)),
      },
    ],
    onError: (job) => told.push(job),
  });
  await untilNextSecond();
  await jobs.stop();
  const after = finished;
  expect(told).toContain('fails');
  expect(after).toBeGreaterThanOrEqual(1);
  await untilNextSecond();
  expect(finished).toBe(after);
  expect(written).not.toHaveBeenCalled();
});
