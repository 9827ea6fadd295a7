import { isError } from "../../mixins/actions/errors.ts";
import type { Call, SessionTokens } from "../contracts.ts";

/**
 * Ends a new session when its customer was disabled or erased in the meantime: the log-out of all sessions may have run
 * before this session existed. Returns whether the session is valid.
 */
export async function isStillEnabled(call: Call, tokens: SessionTokens): Promise<boolean> {
  const { store_id, customer_id, session_id } = tokens;
  const enabled = await call("customers.get", { store_id, customer_id }).then(
    (customer) => customer.enabled,
    (error) => {
      if (isError(error, "customer_not_found")) return false;
      throw error;
    },
  );
  if (!enabled) await call("auth.logOut", { store_id, customer_id, session_id });
  return enabled;
}
