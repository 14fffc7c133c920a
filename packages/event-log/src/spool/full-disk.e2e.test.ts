import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallDisk } from '../../test/fillable-disk.ts';
import { buildPackage, startScript, type LogProcess } from '../../test/log-process.ts';

/** A segment takes some 4 MB at least: what is reserved in its file. */
const disk = smallDisk(24);
let child: LogProcess | undefined;
beforeAll(buildPackage);
afterEach(() => child?.kill());

(disk === null ? test.skip : test)(
  'a disk that the spool has filled refuses records, and takes them again when some were handled: nobody has to make room',
  async () => {
    if (disk === null) return;
    const directory = await mkdtemp(join(tmpdir(), 'throughline-spool-'));
    const full = await disk(directory);
    try {
      child = startScript('spool-process.mjs', [full.path]);
      const lines = child.lines;
      await child.line((line) => line === 'ready');
      for (let n = 0; n < 400; n += 1) child.send('put 50000');
      await child.line((line) => line === 'error log_unavailable');
      while (lines.filter((line) => /^(ok|error) /.test(line)).length < 400)
        await new Promise((r) => setTimeout(r, 10));
      const kept = lines.filter((line) => line.startsWith('ok ')).map((line) => Number(line.slice(3)));
      expect(kept.length).toBeGreaterThan(20);

      child.send('drain');
      await child.line((line) => line.startsWith('handled ') && line.endsWith(String(kept.at(-1))));
      const from = lines.length;
      for (let n = 0; n < 10; n += 1) child.send('put 50000');
      await child.line((line) => line.startsWith('ok '), from);
      child.send('close');
      expect((await child.ended).code).toBe(0);
      const handled = lines.flatMap((line) =>
        line.startsWith('handled ') ? line.slice(8).split(' ').map(Number) : [],
      );
      expect([...new Set(handled)].slice(0, kept.length)).toEqual(kept);
      expect(lines.filter((line) => line.startsWith('unhandled'))).toEqual([]);
    } finally {
      full.release();
      await rm(directory, { recursive: true });
    }
  },
);
