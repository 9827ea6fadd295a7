/** A product of integers divided by another, rounded once and half away from zero. Nothing in it may be negative. */
export function roundedRatio(factors: readonly number[], divisors: readonly number[]): number {
  const [above, below] = [product(factors), product(divisors)];
  // Products of amounts and rates are soon too large for exact numbers.
  return Number((2n * above + below) / (2n * below));
}

const product = (numbers: readonly number[]): bigint => numbers.reduce((all, each) => all * BigInt(each), 1n);
