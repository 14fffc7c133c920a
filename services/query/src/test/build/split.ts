/** The obvious largest remainder, for expectations. */
export const split = (whole: number, weights: readonly number[]): number[] => {
  const size = BigInt(Math.abs(whole));
  const exact = weights.map(BigInt);
  const total = exact.reduce((a, b) => a + b, 0n);
  const quotas = exact.map((weight) => (size * weight) / total);
  let left = Number(size - quotas.reduce((a, b) => a + b, 0n));
  const order = exact.map((_, index) => index);
  order.sort((a, b) => Number(((size * (exact[b] ?? 0n)) % total) - ((size * (exact[a] ?? 0n)) % total)) || a - b);
  for (const index of order) {
    if (left === 0) break;
    quotas[index] = (quotas[index] ?? 0n) + 1n;
    left -= 1;
  }
  return quotas.map((quota) => Math.sign(whole) * Number(quota) + 0);
};
