import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../../mixins/core-service.ts";

const idleMs = 1_000;

/** Does a piece of work again and again, with a rest whenever there is none (`false`). Answers how to stop. */
export function repeatedly(
  pass: () => Promise<boolean>,
  logger: Pick<Logger, "warn">,
  onFailure: string,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = run();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const done = await pass().catch((error) => {
        logger.warn({ error: String(error) }, onFailure);
        return false;
      });
      if (!done) await wait(idleMs, undefined, { signal }).catch(() => undefined);
    }
  }

  return async () => {
    stopping.abort();
    await running;
  };
}
