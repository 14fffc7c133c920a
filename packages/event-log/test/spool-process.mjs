// A process with a spool, for a test that fills its disk. It does what the lines of its input say. Argument: directory.
//   put <bytes>   "ok <place>" or "error <code>"
//   drain         hands everything over from now on; "handled <places>" for each batch
//   close
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openSpool } from '@throughline/event-log';

const say = (line) => writeSync(1, `${line}\n`);
process.on('unhandledRejection', (error) => say(`unhandled ${error?.message}`));

const spool = await openSpool({ path: process.argv[2], now: Date.now, segmentBytes: 300_000 });
say('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [command, bytes] = line.split(' ');
  if (command === 'put') {
    await spool.append({ key: null, value: Buffer.alloc(Number(bytes), 'x') }).then(
      (place) => say(`ok ${place}`),
      (error) => say(`error ${error.code}`),
    );
  }
  if (command === 'drain') {
    spool.drain({
      maxRecords: 3,
      async handler({ first, records }) {
        say(`handled ${records.map((_, n) => first + n).join(' ')}`);
      },
      onError: (error) => say(`failed ${error.code ?? error.message}`),
    });
  }
  if (command === 'close') {
    await spool.close();
    say('closed');
    process.exit(0);
  }
}
