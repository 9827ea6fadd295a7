/**
 * What a provider gave back of a payment, part after part, in our minor units: by differences of sums, so that all parts add
 * up to what was captured, however each of them is rounded. `total` is what was captured, in the provider's units: what is
 * above it is counted by itself.
 */
export function inParts(total: number, ours: (amount: number) => number): (amount: number) => number {
  let given = 0;
  return (amount) => {
    if (given + amount > total) return ours(amount);
    const before = given;
    given += amount;
    return ours(given) - ours(before);
  };
}
