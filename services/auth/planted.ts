import type { Transaction } from "sequelize";
import type { Database } from "../../mixins/db/database.ts";
import type { Publish } from "../../mixins/messaging/outbox.ts";
import { undoMs } from "./accounts.rules.ts";
import { listPasskeys, removePasskey } from "./store/passkeys.ts";
import { deleteFactor, deleteRecoveryCodes, findSecondFactor } from "./store/second-factors.ts";
import { publishTrace, type Traced } from "./traces.ts";

/** What a password is reset by: a code of an address. */
export interface ResetBy {
  /** When the address was proven, epoch milliseconds; null where nobody knows. */
  proven_at?: number | null;
  /** A second factor was shown beside the code. */
  showed_factor?: boolean;
}

/**
 * True for a factor that whoever reads a proven address undoes by a reset: it was set up since the address is theirs, and
 * in the last 72 hours, like another address (decision 47).
 */
export const isUndoable = (set_up_at: number, proven_at: number | null | undefined): boolean =>
  set_up_at > Math.max(Date.now() - undoMs, proven_at ?? 0);

/**
 * Removes what others may have set up beside a password that is reset: passkeys and an authenticator of the last 72
 * hours, unless its code was shown; and passkeys of before the address was proven, unless a second factor was shown.
 */
export async function removePlanted(
  { db, tx, publish }: { db: Database; tx: Transaction; publish: Publish },
  of: Traced & { customer_id: string },
  { proven_at, showed_factor = false }: ResetBy,
): Promise<void> {
  const factor = await findSecondFactor(db, of, tx);
  const isEnabled = Boolean(factor?.enabled_at);
  const keepsFactor = isEnabled && (showed_factor || !isUndoable(factor?.enabled_at ?? 0, proven_at));
  if (factor && !keepsFactor) await deleteFactor(db, tx, of);
  if (isEnabled && !keepsFactor) publishTrace(publish, of, "auth.factor_changed", { method: "totp", kind: "removed" });
  const passkeys = await listPasskeys(db, of, tx);
  const isPlanted = ({ created_at }: { created_at: number }) =>
    created_at > Date.now() - undoMs || (!showed_factor && created_at < (proven_at ?? 0));
  const planted = passkeys.filter(isPlanted);
  for (const row of planted) await removePasskey(db, tx, row);
  if (planted.length > 0) publishTrace(publish, of, "auth.factor_changed", { method: "passkey", kind: "removed" });
  if (!keepsFactor && planted.length === passkeys.length) await deleteRecoveryCodes(db, tx, of);
}
