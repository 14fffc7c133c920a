// A process with an embedded log, for tests that kill it or fill its disk. It does what the lines of its input say and
// answers a line each; what it acknowledges it has written. Arguments: directory.
//   append <count> <bytes>   appends records one after another, 64 at a time; "ack <n>" for each that is durable
//   try <bytes>              appends one record; "ok" or the code of the error
//   close
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
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

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...numbers] = line.split(' ');
  if (command === 'append') await append(Number(numbers[0]), Number(numbers[1]));
  if (command === 'try') {
    await log.append('events', [{ key: 'key', value: value(number++, Number(numbers[0])) }]).then(
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
