import { action } from "../../../mixins/actions/action.ts";
import type { ActionParams, Call, Customer } from "../../contracts.ts";
import { addressOf, findSignedIn, hasAddress, kindOf, makeCode, type Named, signsIn } from "../contact.ts";
import { assertRecent } from "../recent.ts";
import { params } from "../schemas/sign-in.ts";

type Request = ActionParams<"orchestra.generateOtp">;

/**
 * Sends a code to an address. The result is the same when no account has the address. The message is queued after the
 * response, so that neither its duration nor its failure reveals whether there is an account. Throws
 * `recent_sign_in_required` before an address changes.
 */
export const generateOtp = action("orchestra.generateOtp", params.generateOtp, async (request, { call, logger }) => {
  const { store, action, email, phone, client } = request;
  const named = email === undefined ? { phone } : { email };
  const customer = await findRecipient(call, request, named);
  const { expires_in, send } = await makeCode(call, { store, action, named, customer, client });
  send().catch((error) => logger.warn({ store_id: store.store_id, error: String(error) }, "a code was not sent"));
  return { expires_in };
});

async function findRecipient(call: Call, request: Request, named: Named): Promise<Customer | null> {
  const { store, action, customer_id } = request;
  if (action === "login" || action === "reset-password") return findSignedIn(call, store, named);
  if (customer_id === undefined) return null;
  const customer = await call("customers.get", { store_id: store.store_id, customer_id });
  if (!customer.enabled) return null;
  if (action === "update-email" || action === "update-phone") return withPending(call, request, named, customer);
  const isTheirs = hasAddress(customer, named, store);
  return isTheirs && (action !== "confirm" || signsIn(customer, kindOf(named))) ? customer : null;
}

// The address of the code becomes the customer's pending one. An address of another customer gets no code.
async function withPending(call: Call, request: Request, named: Named, customer: Customer) {
  const { store, idempotency_key, sign_in = {} } = request;
  const { store_id, country } = store;
  await assertRecent(call, { store_id, customer_id: customer.id }, sign_in);
  const taken = await call("customers.find", { store_id, country, ...named });
  if (taken.customer) return null;
  if (hasAddress(customer, named, store, true)) return customer;
  return call("customers.update", {
    store_id,
    country,
    customer_id: customer.id,
    changes: named.email === undefined ? { pending_phone: named.phone } : { pending_email: addressOf(named, store) },
    idempotency_key: `${idempotency_key}/pending`,
  });
}
