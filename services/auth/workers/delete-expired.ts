import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import { deleteExpired } from "../store/expired.ts";
import { canSign } from "../tokens.ts";

const everyMs = 60_000;
const rowsAtOnce = 500;

/** Removes expired tokens, sessions and codes every minute. */
export function expireCredentials({ db, logger }: CoreInstance): Worker[] {
  if (!canSign)
    logger.warn("Customers cannot sign in here: JWT_PUBLIC_KEY is set and JWT_PRIVATE_KEY, its other half, is not.");
  const run = async () => (await deleteExpired(db, Date.now(), rowsAtOnce)) === rowsAtOnce;
  return [{ name: "auth.deleteExpired", everyMs, run }];
}
