/** Waits for work, and after `ms` milliseconds throws what `onLate` gives; what becomes of the work later is ignored. */
export function withDeadline<T>(work: Promise<T>, ms: number, onLate: () => unknown): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(onLate()), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** Waits for work to end well or badly, and no longer than `ms` milliseconds. */
export const waitAtMost = (work: Promise<unknown>, ms: number): Promise<void> =>
  withDeadline(work, ms, () => undefined).then(ignore, ignore);

const ignore = () => undefined;
