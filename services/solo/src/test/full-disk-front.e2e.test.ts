import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { createWarehouse, startClickHouseFront } from '@throughline/warehouse';
import { fillDisk } from './process/fill-disk.ts';
import { mountTmpfs, testWithMount } from './process/mounts.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

const USER = { name: 'writer', password: 'of this test' };
const ROWS = [{ key: 'k', value: 'v', version: 1 }];

testWithMount(
  'a ClickHouse front on a full disk refuses inserts as a server does, and takes them when there is room',
  async () => {
    const directory = temporaryDirectory('full-disk-front');
    const mount = mountTmpfs(join(directory.path, 'mounted'), 'size=60m');
    const front = await startClickHouseFront({ path: join(mount.path, 'chdb'), users: [USER] });
    const { name: user, password } = USER;
    const warehouse = await createWarehouse({ kind: 'server', url: front.url, user, password, database: 'default' });
    try {
      await warehouse.migrate();
      const filler = join(mount.path, 'filler');
      fillDisk(filler);
      await expect(warehouse.insert('warehouse_meta', ROWS)).rejects.toMatchObject({
        code: 'warehouse_unavailable',
        reason: 'no_space',
      });
      rmSync(filler);
      await warehouse.insert('warehouse_meta', ROWS);
    } finally {
      await warehouse.close();
      await front.close();
      mount.unmount();
      directory.remove();
    }
  },
);
