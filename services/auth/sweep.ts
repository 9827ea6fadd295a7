import type { CoreInstance } from "../../mixins/core-service.ts";
import { deleteExpired } from "./store/expired.ts";
import { canSign } from "./tokens.ts";

const everyMs = 60_000;
const rowsAtOnce = 500;

/** Removes expired tokens, sessions and codes every minute. Returns the function that stops it. */
export function sweepExpired({ db, logger }: CoreInstance): () => Promise<void> {
  if (!canSign)
    logger.warn("Customers cannot sign in here: JWT_PUBLIC_KEY is set and JWT_PRIVATE_KEY, its other half, is not.");
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= sweep()
      .catch((error) => logger.warn({ error: String(error) }, "expired rows could not be deleted"))
      .finally(() => {
        running = undefined;
      });
  }, everyMs);

  async function sweep(): Promise<void> {
    while ((await deleteExpired(db, Date.now(), rowsAtOnce)) === rowsAtOnce);
  }

  return async () => {
    clearInterval(timer);
    await running;
  };
}
