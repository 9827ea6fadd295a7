import { action } from "../../../mixins/actions/action.ts";
import { changeWithProof } from "../address-changes.ts";
import { params } from "../schemas/members.ts";

/** A customer with addresses and loyalty status. Throws `customer_not_found`. */
export const getMember = action("orchestra.getMember", params.getMember, async (ref, { call }) => {
  const [{ addresses = [], ...customer }, loyalty] = await Promise.all([
    call("customers.get", { ...ref, with_addresses: true }),
    call("loyalty.status", ref),
  ]);
  return { customer, addresses, loyalty };
});

/** Updates a customer, with the result of `getMember`. Throws the errors of `changeWithProof`. */
export const updateMember = action("orchestra.updateMember", params.updateMember, async (request, { call }) => {
  const { customer_id, ...rest } = request;
  const before = await call("customers.get", { store_id: request.store.store_id, customer_id });
  const customer = await changeWithProof(call, { ...rest, before });
  const ref = { store_id: customer.store_id, customer_id: customer.id };
  const [addresses, loyalty] = await Promise.all([call("customers.addresses", ref), call("loyalty.status", ref)]);
  return { customer, addresses, loyalty };
});

/** The same for an app, which reads the customer alone. */
export const updateCustomer = action("orchestra.updateCustomer", params.updateCustomer, async (request, { call }) => {
  const { user_id, ...rest } = request;
  const before = await call("customers.get", { store_id: request.store.store_id, user_id });
  return changeWithProof(call, { ...rest, before });
});

/** A page of customers, each with the loyalty service's current points and tier. */
export const searchMembers = action("orchestra.searchMembers", params.searchMembers, async (search, { call }) => {
  const list = await call("customers.search", search);
  const customer_ids = list.items.map(({ id }) => id);
  const statuses = await call("loyalty.ofMany", { store_id: search.store_id, customer_ids });
  const known = new Map(statuses.map((status) => [status.customer_id, status]));
  const items = list.items.map((customer) => {
    const { points_balance = 0, tier = "bronze" } = known.get(customer.id) ?? {};
    return { ...customer, points_balance, tier };
  });
  return { ...list, items };
});
