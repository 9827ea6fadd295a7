import { isError } from "../../mixins/actions/errors.ts";
import type { Call, SessionTokens } from "../contracts.ts";

/**
 * Ends a session again whose customer was disabled or erased while it began, and answers whether it stands. Who signs
 * them out everywhere may have looked before it was there, and it would go on for as long as it is used.
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
