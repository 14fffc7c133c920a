import { expect, test } from '@jest/globals';
import type { QueryDeps } from './deps.ts';
import { aWorkspace } from '../test/serve.ts';
import { underOneRun } from './selected.ts';

/** Deps of which only the workspaces are asked: the run of the moment. */
const depsOf = (run: () => string): QueryDeps =>
  ({ workspaces: (id: string) => (id === 'main' ? aWorkspace({ runId: run() }) : null) }) as unknown as QueryDeps;

test('an answer that another run came into is asked for again', async () => {
  let run = 'old';
  const asked: string[] = [];
  const answered = await underOneRun(
    depsOf(() => run),
    'main',
    async ({ runId }) => {
      asked.push(runId);
      run = 'new';
      return runId;
    },
  );
  expect([answered, asked]).toEqual(['new', ['old', 'new']]);
});

test('runs that change all the time are not waited for for ever', async () => {
  let run = 0;
  let times = 0;
  await underOneRun(
    depsOf(() => String((run += 1))),
    'main',
    async () => (times += 1),
  );
  expect(times).toBe(3);
});

test('there is no answer about a workspace that is not there', async () => {
  const deps = depsOf(() => 'run');
  await expect(underOneRun(deps, 'nowhere', async () => 1)).rejects.toMatchObject({ status: 404 });
});
