import type { CoreInstance } from "../../mixins/core-service.ts";
import { sweepDue, sweepStore } from "./store/sweep.ts";

const everyMs = 5_000;

/**
 * Moves customers on whom nothing happened from segment to segment as time passes, and all of a store's when its numbers
 * change. Any instance does it, and no two do the same. Answers how to stop it.
 */
export function sweepSegments({ db, logger }: CoreInstance): () => Promise<void> {
  let stopping = false;
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= sweep().finally(() => {
      running = undefined;
    });
  }, everyMs);

  async function sweep(): Promise<void> {
    try {
      while (!stopping && (await sweepStore(db, Date.now())) > 0);
      while (!stopping && (await sweepDue(db, Date.now())) > 0);
    } catch (error) {
      logger.warn({ error: String(error) }, "segments wait");
    }
  }

  return async () => {
    stopping = true;
    clearInterval(timer);
    await running;
  };
}
