import { setTimeout as wait } from "node:timers/promises";

/** Polls until the result is truthy, and resolves with it; rejects after `ms`. */
export async function until<T>(ask: () => Promise<T> | T, ms = 15_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`Still not so after ${ms} ms: ${ask}`);
    await wait(20);
  }
}
