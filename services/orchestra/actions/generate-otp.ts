import { action } from "../../../mixins/actions/action.ts";
import type { ActionParams, Call, Customer } from "../../contracts.ts";
import { addressOf, findEnabled, makeCode, type Named } from "../contact.ts";
import { params } from "../schemas/sign-in.ts";

type Request = ActionParams<"orchestra.generateOtp">;

/**
 * Sends a code to an address. The result is the same when no account has the address. The message is queued after the
 * response, so that neither its duration nor its failure reveals whether there is an account.
 */
export const generateOtp = action("orchestra.generateOtp", params.generateOtp, async (request, { call, logger }) => {
  const { store, action, email, phone, from } = request;
  const named = email === undefined ? { phone } : { email };
  const customer = await findRecipient(call, request, named);
  const { expires_in, send } = await makeCode(call, { store, action, named, customer, from });
  send().catch((error) => logger.warn({ store_id: store.store_id, error: String(error) }, "a code was not sent"));
  return { expires_in };
});

async function findRecipient(call: Call, request: Request, named: Named): Promise<Customer | null> {
  const { store, action, customer_id } = request;
  if (action !== "update-email" && action !== "update-phone") return findEnabled(call, store, named);
  if (customer_id === undefined) return null;
  const customer = await call("customers.get", { store_id: store.store_id, customer_id });
  return customer.enabled ? withPending(call, request, named, customer) : null;
}

// The address of the code becomes the customer's pending one. An address of another customer gets no code.
async function withPending(call: Call, { store, idempotency_key }: Request, named: Named, customer: Customer) {
  const { store_id, country } = store;
  const taken = await call("customers.find", { store_id, country, ...named });
  if (taken.customer) return null;
  const { pending_email, pending_phone } = customer;
  const pending = named.email === undefined ? { phone: pending_phone ?? "" } : { email: pending_email ?? "" };
  if (addressOf(pending, store) === addressOf(named, store)) return customer;
  return call("customers.update", {
    store_id,
    country,
    customer_id: customer.id,
    changes: named.email === undefined ? { pending_phone: named.phone } : { pending_email: addressOf(named, store) },
    idempotency_key: `${idempotency_key}/pending`,
  });
}
