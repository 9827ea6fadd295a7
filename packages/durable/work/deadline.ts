/** Waits for work, and after `ms` milliseconds throws what `onLate` returns; a later outcome of the work is ignored. */
export function withDeadline<T>(work: Promise<T>, ms: number, onLate: () => unknown): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(onLate()), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** Waits until work succeeds or fails, at most `ms` milliseconds. */
export const waitAtMost = (work: Promise<unknown>, ms: number): Promise<void> =>
  withDeadline(work, ms, () => undefined).then(ignore, ignore);

const ignore = () => undefined;
