import { isError } from "../../mixins/actions/errors.ts";
import type { ActionParams, Call, Customer, CustomerChanges } from "../contracts.ts";
import { hasAddress, kindOf, type Named, signsIn } from "./contact.ts";
import { fail } from "./orchestra.errors.ts";

type Request = Pick<ActionParams<"orchestra.verifyOtp">, "store" | "customer_id" | "session_id" | "idempotency_key">;

/**
 * Marks an address as proven for the first time. Whoever proves it without the account's own token need not be who set it up:
 * what was set before ends, and before the address counts as proven, so that a process that dies in between leaves nothing
 * of the other's. Throws `invalid_otp`.
 */
export async function proveFirst(call: Call, request: Request, customer: Customer, named: Named): Promise<void> {
  const { store, idempotency_key } = request;
  if (request.customer_id === customer.id) return prove(call, request, customer, named);
  const whose = { store_id: store.store_id, tenant_id: store.tenant_id, customer_id: customer.id };
  const { had } = await call("auth.dropCredentials", { ...whose, idempotency_key: `${idempotency_key}/drop` });
  await mark(call, request, customer, named, async (now) => {
    if (!signsIn(now, kindOf(named))) throw fail("invalid_otp");
    return had ? { pending_email: null, pending_phone: null, ...withoutUnproven(now, named) } : {};
  });
}

/** Marks an address as proven by who has the customer's token. Throws `invalid_otp` when the session has ended meanwhile. */
export async function prove(call: Call, request: Request, customer: Customer, named: Named): Promise<void> {
  const whose = { store_id: request.store.store_id, customer_id: customer.id };
  const { session_id } = request;
  await mark(call, request, customer, named, async () => {
    if (session_id && !(await call("auth.isSessionOpen", { ...whose, session_id })).open) throw fail("invalid_otp");
    return {};
  });
}

const mostTurns = 5;

// Of two people who prove two addresses of one customer at the same moment, the second finds another one proven, or their
// session ended: only what was read before that was checked is changed.
async function mark(
  call: Call,
  { store, idempotency_key }: Request,
  { id: customer_id }: Customer,
  named: Named,
  more: (now: Customer) => Promise<CustomerChanges>,
): Promise<void> {
  const { store_id, country } = store;
  for (let turn = 1; turn <= mostTurns; turn++) {
    const now = await call("customers.get", { store_id, customer_id });
    if (!hasAddress(now, named, store)) break;
    const changes = { [`${kindOf(named)}_verified`]: true, ...(await more(now)) };
    const key = `${idempotency_key}/proof${turn}`;
    const write = { store_id, customer_id, country, changes, if_versions: [now.version], idempotency_key: key };
    try {
      await call("customers.update", write);
      return;
    } catch (error) {
      if (!isError(error, "version_mismatch")) throw error;
    }
  }
  throw fail("invalid_otp");
}

function withoutUnproven(customer: Customer, named: Named): CustomerChanges {
  const other = kindOf(named) === "email" ? "phone" : "email";
  return customer[`${other}_proven`] ? {} : { [other]: null };
}
