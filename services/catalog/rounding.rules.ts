/** The ratio of two products of integers, rounded once, half away from zero. All factors must be non-negative. */
export function roundedRatio(factors: readonly (number | bigint)[], divisors: readonly number[]): number {
  const [above, below] = [product(factors), product(divisors)];
  // With BigInt, because products of amounts and rates soon exceed the safe integers.
  return Number((2n * above + below) / (2n * below));
}

const product = (numbers: readonly (number | bigint)[]): bigint =>
  numbers.reduce<bigint>((all, each) => all * BigInt(each), 1n);
