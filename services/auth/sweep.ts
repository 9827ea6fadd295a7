import type { CoreInstance } from "../../mixins/core-service.ts";
import { deleteExpired } from "./auth.store.ts";

const everyMs = 60_000;
const tokensAtOnce = 500;

/** Removes expired access tokens every minute. Answers how to stop it. */
export function sweepTokens({ db, logger }: CoreInstance): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= sweep()
      .catch((error) => logger.warn({ error: String(error) }, "expired tokens wait"))
      .finally(() => {
        running = undefined;
      });
  }, everyMs);

  async function sweep(): Promise<void> {
    while ((await deleteExpired(db, Date.now(), tokensAtOnce)) === tokensAtOnce);
  }

  return async () => {
    clearInterval(timer);
    await running;
  };
}
