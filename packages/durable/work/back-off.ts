/** How long to wait after this many tries, in milliseconds: a second, then four times as long each time. */
export const backOff = (tries: number, longestMs: number): number => Math.min(1_000 * 4 ** (tries - 1), longestMs);
