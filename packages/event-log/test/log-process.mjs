// A process with an embedded log, for tests that kill it or fill its disk. It does what the lines of its input say and
// answers a line each; what it acknowledges it has written. Arguments: directory.
//   append <count> <bytes>   appends records one after another, 64 at a time; "ack <n>" for each that is durable
//   try <bytes>              appends one record; "ok" or the code of the error
//   consume <file> <hold>    a consumer of group "g" whose effect is a line "<partition> <offset> <number>" in the file for
//                            each record; "from <offsets>" says what was committed before. After <hold> records (if not 0)
//                            it says "holding" when the effects of a batch are there and its offset is not, and waits
//   drain                    "drained" when the group has committed the end of every partition
//   close
import { createHash } from 'node:crypto';
import { appendFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEmbeddedLog } from '@throughline/event-log';

const [directory, firstNumber = '0'] = process.argv.slice(2);
const say = (line) => writeSync(1, `${line}\n`);
// A file size limit must come back as a failed write, as a full disk does, not as the end of the process.
process.on('SIGXFSZ', () => undefined);
process.on('unhandledRejection', (error) => say(`unhandled ${error?.message}`));

/** A record says its number and carries a checksum of its bytes: a torn or swapped one is found out. */
function value(number, bytes) {
  const body = Buffer.alloc(bytes, `${number},`);
  return Buffer.concat([Buffer.from(`${number} ${createHash('sha1').update(body).digest('hex')} `), body]);
}

let log;
try {
  log = await createEmbeddedLog({
    path: directory,
    topics: [{ name: 'events', partitions: 3, retentionMs: -1 }],
    now: Date.now,
  });
} catch (error) {
  say(`failed ${error.code}`);
  process.exit(1);
}
say('ready');

let number = Number(firstNumber);
async function append(count, bytes) {
  const last = number + count;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (number < last) {
        const mine = Array.from({ length: Math.min(10, last - number) }, () => number++);
        await log.append(
          'events',
          mine.map((n) => ({ key: `key-${n % 50}`, value: value(n, bytes) })),
        );
        say(mine.map((n) => `ack ${n}`).join('\n'));
      }
    }),
  );
  say('done');
}

async function consume(file, hold) {
  say(`from ${(await log.committedOffsets('events', 'g')).join(' ')}`);
  let handled = 0;
  await log.subscribe({
    topic: 'events',
    group: 'g',
    maxRecords: 500,
    async handler({ partition, records }) {
      const lines = records.map(
        (r) => `${partition} ${r.offset} ${Number.parseInt(Buffer.from(r.value).toString('latin1'))}\n`,
      );
      appendFileSync(file, lines.join(''));
      handled += records.length;
      if (hold === 0 || handled < hold) return;
      say('holding');
      await new Promise(() => undefined);
    },
  });
}

async function drain() {
  const [ends, committed] = [await log.endOffsets('events'), await log.committedOffsets('events', 'g')];
  if (ends.some((end, partition) => committed[partition] < end)) return sleep(10).then(drain);
  say('drained');
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.split(' ');
  if (command === 'append') await append(Number(words[0]), Number(words[1]));
  if (command === 'consume') await consume(words[0], Number(words[1]));
  if (command === 'drain') await drain();
  if (command === 'try') {
    await log.append('events', [{ key: 'key', value: value(number++, Number(words[0])) }]).then(
      ([position]) => say(`ok ${position.partition} ${position.offset}`),
      (error) => say(`error ${error.code}`),
    );
  }
  if (command === 'close') {
    await log.close();
    say('closed');
    process.exit(0);
  }
}
