import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import type { Logger } from "../../../mixins/core-service.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, Call } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { isRefusal } from "../refusals.ts";
import { params } from "../schemas/sign-in.ts";
import { fetchProfile } from "./get-profile.ts";

/**
 * Creates a customer with a password and a session. Throws the errors of `makeCustomer`, and `customer_not_found` when the
 * customer is erased meanwhile.
 */
export const register = action("orchestra.register", params.register, async (request, { call, logger }) => {
  const { store, client, idempotency_key } = request;
  const customer_id = await makeCustomer(request, call, logger);
  const { store_id, tenant_id } = store;
  const begun = { store_id, tenant_id, customer_id, client, idempotency_key };
  const tokens = await call("auth.startSession", begun).catch((error) => {
    throw isError(error, "invalid_token") ? fail("customer_not_found") : error;
  });
  return { tokens, profile: await fetchProfile(call, tokens) };
});

/**
 * Creates a customer with a password. Throws `email_exists`, `phone_exists`, `password_too_weak`.
 *
 * Not a workflow, because its journal would contain the password. The order of the calls is enough: first the account
 * under a new id, then the customer. A failure in between leaves an account without a customer, and the address is free.
 */
async function makeCustomer(request: ActionParams<"orchestra.register">, call: Call, logger: Logger): Promise<string> {
  const { idempotency_key, store, customer, password } = request;
  const { store_id, tenant_id, country } = store;
  const account = { store_id, idempotency_key: `${idempotency_key}/account` };
  const known_as = [customer.email, customer.phone].filter((name) => typeof name === "string");
  const { customer_id } = await call("auth.createAccount", {
    ...account,
    tenant_id,
    customer_id: newId("cust"),
    password,
    known_as,
  });
  try {
    await call("customers.create", {
      store_id,
      tenant_id,
      country,
      customer: { ...customer, id: customer_id },
      idempotency_key: `${idempotency_key}/customer`,
    });
  } catch (error) {
    // When the outcome is unknown, the customer may exist and need the account.
    if (isRefusal(error)) {
      const undo = { store_id, customer_id, undoes: account.idempotency_key };
      await call("auth.removeAccount", { ...undo, idempotency_key: `${idempotency_key}/undo` }).catch((why) =>
        logger.warn({ customer_id, error: String(why) }, "an account without a customer is left"),
      );
    }
    throw error;
  }
  return customer_id;
}
