/** A source of numbers in [0, 1), the same sequence for the same seed. */
export type Random = () => number;

/** A random source for a seed such as `("order", 22, 17)`. */
export function randomOf(...seed: (string | number)[]): Random {
  let state = hash(seed.join(":"));
  // Mulberry32: 32 bits of state suffice for one record, and it is cheap.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An integer from `low` to `high`, both included. */
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

/** True in a share of all cases. */
export const chance = (random: Random, share: number): boolean => random() < share;

/** One of the items, all equally likely. */
export const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

/** Picks items by their weights. */
export function weighted<T>(choices: readonly (readonly [item: T, weight: number])[]): (random: Random) => T {
  let sum = 0;
  const upTo = choices.map(([, weight]) => {
    sum += weight;
    return sum;
  });
  return (random) => (choices[firstAbove(upTo, random() * sum)] as readonly [T, number])[0];
}

/** Picks items by their rank, as names are distributed: the weight of the n-th is n to the power of `-exponent`. */
export const skewed = <T>(items: readonly T[], exponent = 0.8): ((random: Random) => T) =>
  weighted(items.map((item, rank) => [item, (rank + 1) ** -exponent]));

/** The index of the first of ascending numbers that is above `value`. */
export function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

// FNV-1a with a finalizer, so that similar seeds differ.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) | 0;
}
