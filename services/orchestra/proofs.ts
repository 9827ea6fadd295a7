import { isError } from "../../mixins/actions/errors.ts";
import type { ActionParams, Call, Customer, CustomerChanges } from "../contracts.ts";
import { hasAddress, kindOf, type Named, signsIn } from "./contact.ts";
import { fail } from "./orchestra.errors.ts";

type Request = Pick<ActionParams<"orchestra.verifyOtp">, "store" | "customer_id" | "session_id" | "idempotency_key"> & {
  last_end: number;
};

/**
 * Marks an address as proven for the first time. Whoever proves it without the account's own token need not be who set it up:
 * what was set before ends, and before the address counts as proven, so that a process that dies in between leaves nothing
 * of the other's. Returns when it ended. Throws `invalid_otp`.
 */
export async function proveFirst(call: Call, request: Request, customer: Customer, named: Named) {
  const { store, idempotency_key } = request;
  if (request.customer_id === customer.id) {
    await prove(call, request, customer, named);
    return request.last_end;
  }
  const { store_id, tenant_id } = store;
  const whose = { store_id, tenant_id, customer_id: customer.id, last_end: request.last_end };
  const { had, last_end } = await call("auth.dropCredentials", {
    ...whose,
    idempotency_key: `${idempotency_key}/drop`,
  });
  await changeAsRead(call, request, customer, (now) => {
    if (!hasAddress(now, named, store) || !signsIn(now, kindOf(named))) throw fail("invalid_otp");
    const others = had ? { pending_email: null, pending_phone: null, ...withoutUnproven(now, named) } : {};
    return { [`${kindOf(named)}_verified`]: true, ...others };
  });
  return last_end;
}

/** Marks an address as proven by who has the customer's token. Throws `invalid_otp` when the session has ended meanwhile. */
export async function prove(call: Call, request: Request, customer: Customer, named: Named): Promise<void> {
  const whose = { store_id: request.store.store_id, customer_id: customer.id };
  const { session_id } = request;
  await changeAsRead(call, request, customer, async (now) => {
    const isOpen = !session_id || (await call("auth.isSessionOpen", { ...whose, session_id })).open;
    if (!isOpen || !hasAddress(now, named, request.store)) throw fail("invalid_otp");
    return { [`${kindOf(named)}_verified`]: true };
  });
}

const mostTurns = 5;

/**
 * Changes a customer by what `changesOf` finds in their record: only what was read before that was checked is changed. So
 * of two who change one customer at the same moment the second finds what the first has made of it. Throws `invalid_otp`.
 */
export async function changeAsRead(
  call: Call,
  { store, idempotency_key }: Pick<Request, "store" | "idempotency_key">,
  { id: customer_id }: Pick<Customer, "id">,
  changesOf: (now: Customer) => CustomerChanges | Promise<CustomerChanges>,
): Promise<void> {
  const { store_id, country } = store;
  for (let turn = 1; turn <= mostTurns; turn++) {
    try {
      const now = await call("customers.get", { store_id, customer_id });
      const key = `${idempotency_key}/proof${turn}`;
      const write = { store_id, customer_id, country, if_versions: [now.version], idempotency_key: key };
      await call("customers.update", { ...write, changes: await changesOf(now) });
      return;
    } catch (error) {
      if (isError(error, "customer_not_found")) break;
      if (!isError(error, "version_mismatch")) throw error;
    }
  }
  throw fail("invalid_otp");
}

function withoutUnproven(customer: Customer, named: Named): CustomerChanges {
  const other = kindOf(named) === "email" ? "phone" : "email";
  return customer[`${other}_proven`] ? {} : { [other]: null };
}
