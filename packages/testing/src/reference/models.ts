import type { Model, RunParameters } from '@throughline/domain';
import { DAY } from './order.ts';
import type { Weights } from './split.ts';
import type { Window } from './window.ts';

/** Section 4, the table of models: whole-number weights in the proportion the table states. At least one touchpoint. */
export function weightsOf(model: Model, window: Window, run: RunParameters): Weights {
  const n = window.touchpoints.length;
  const only = (index: number): bigint[] => window.touchpoints.map((_, i) => (i === index ? 1n : 0n));
  switch (model) {
    case 'first_touch': // "1 to the earliest"
      return only(0);
    case 'last_touch': // "1 to the latest"
      return only(n - 1);
    case 'last_non_direct': {
      // "1 to the latest whose channel is not Direct; all Direct: the latest"
      const last = window.touchpoints.findLastIndex(({ origin }) => origin.channel !== 'Direct');
      return only(last === -1 ? n - 1 : last);
    }
    case 'linear': // "1/n each"
      return window.touchpoints.map(() => 1n);
    case 'position_based': {
      // "0.4 first, 0.4 last, 0.2 shared by the rest; n=1: 1; n=2: 0.5 and 0.5": as 2 : 1/(n-2) ... : 2
      if (n <= 2) return window.touchpoints.map(() => 1n);
      const rest = BigInt(n - 2);
      return window.touchpoints.map((_, i) => (i === 0 || i === n - 1 ? 2n * rest : 1n));
    }
    case 'time_decay': {
      // "proportional to 2^(-age/half_life), age = end - at (binary64)"; "a touchpoint after `end` has age 0"
      const halfLife = run.halfLifeDays * DAY;
      return exactly(window.touchpoints.map(({ at }) => 2 ** (-Math.max(0, window.end - at) / halfLife)));
    }
  }
}

/** Binary64 numbers between 0 and 1 as whole numbers of 2^-1074, the least of them. No digit is lost. */
function exactly(numbers: readonly number[]): Weights {
  return numbers.map((number) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, number);
    const bits = view.getBigUint64(0);
    const exponent = (bits >> 52n) & 0x7ffn;
    const fraction = bits & 0xfffffffffffffn;
    return exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  });
}
