/**
 * A whole number over so many days: as even as whole numbers go, what is left over one each to the first days (the largest
 * remainder, which is the same for all). The parts sum to `total`.
 */
export function spread(total: number, days: number): number[] {
  const each = Math.floor(total / days);
  const left = total - each * days;
  return Array.from({ length: days }, (_, day) => each + (day < left ? 1 : 0));
}
