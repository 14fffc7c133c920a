import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeLz4Frames } from './lz4-frame.ts';
import { Refusal } from './refusal.ts';

const LIMIT = 1 << 20;
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** Made by the reference implementation (lz4 1.10, through Python's lz4 4.4.5). */
const EMPTY = bytes('BCJNGGBAggAAAAA=');
/** Stored, not packed. */
const HELLO = bytes('BCJNGGBAggUAAIBoZWxsbwAAAAA=');
/** 70,000 times `a`, 300 times `bc`, `tail`, with its size and checksums of content and blocks: two blocks. */
const REPEATED = bytes(
  'BCJNGFxAzBMBAAAAAAA7CwEAAB9hAQD/////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////51BhYWFhYaW8AHYjAAAADwEA//////////////////////9uL2JjAgD//0RQY3RhaWxlhORgAAAAACJrSIc=',
);

describe('frames of the reference implementation', () => {
  test.each([
    ['empty', EMPTY, ''],
    ['stored', HELLO, 'hello'],
    ['repeated over two blocks', REPEATED, `${'a'.repeat(70_000)}${'bc'.repeat(300)}tail`],
    ['one behind another', Buffer.concat([HELLO, EMPTY, HELLO]), 'hellohello'],
    ['none', Buffer.alloc(0), ''],
  ])('%s', (_name, frame, expected) => {
    expect(decodeLz4Frames(frame, LIMIT).toString()).toBe(expected);
  });
});

test('no more is unpacked than allowed', () => {
  expect(decodeLz4Frames(REPEATED, 70_604)).toHaveLength(70_604);
  expect(() => decodeLz4Frames(REPEATED, 70_603)).toThrow(expect.objectContaining({ code: 307 }));
});

test('a frame cut short is refused wherever it is cut', () => {
  for (let length = 1; length < REPEATED.length - 4; length++) {
    expect(() => decodeLz4Frames(REPEATED.subarray(0, length), LIMIT)).toThrow(Refusal);
  }
});

test('whatever the bytes, the answer is bytes within the limit or a refusal', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: REPEATED.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
      (changes) => {
        const frame = Buffer.from(REPEATED);
        for (const [at, value] of changes) frame[at] = value;
        try {
          expect(decodeLz4Frames(frame, LIMIT).length).toBeLessThanOrEqual(LIMIT);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Refusal);
        }
      },
    ),
    { numRuns: 500 },
  );
});
