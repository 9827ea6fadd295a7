import { setTimeout as wait } from "node:timers/promises";

/**
 * How many times longer than on a machine of its own a test may take: lanes share the processors, and machines differ. A
 * limit is there to end what hangs.
 */
export const patience = Number(process.env.TEST_PATIENCE) || 1;

/**
 * Polls until the result is truthy, and resolves with it; rejects after `ms`. The longer it takes, the rarer it asks: most
 * of what is asked is a request, and the machine has what is waited for to do.
 */
export async function until<T>(ask: () => Promise<T> | T, ms = 15_000 * patience): Promise<NonNullable<T>> {
  const since = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer as NonNullable<T>;
    const waited = Date.now() - since;
    if (waited > ms) throw new Error(`Still not so after ${ms} ms: ${ask}`);
    await wait(Math.min(Math.max(waited / 10, 20), 100));
  }
}
