/**
 * Splits an amount over parts in proportion to their weights, by largest remainder: the parts are whole and add up to
 * the amount. Without weight, the first part gets all. Amount and weights are integers and not negative.
 */
export function splitAmount(amount: number, weights: readonly (number | bigint)[]): number[] {
  const shares = weights.map(BigInt);
  const whole = shares.reduce((sum, share) => sum + share, 0n);
  if (whole === 0n) return shares.map((_, index) => (index === 0 ? amount : 0));
  const parts = shares.map((share, index) => {
    const exact = BigInt(amount) * share;
    return { index, floor: Number(exact / whole), rest: exact % whole };
  });
  const missing = amount - parts.reduce((sum, { floor }) => sum + floor, 0);
  const byRest = parts.toSorted((one, other) =>
    one.rest === other.rest ? one.index - other.index : one.rest > other.rest ? -1 : 1,
  );
  const raised = new Set(byRest.slice(0, missing).map(({ index }) => index));
  return parts.map(({ index, floor }) => floor + (raised.has(index) ? 1 : 0));
}
