import { action } from "../../../mixins/actions/action.ts";
import { params } from "../schemas/members.ts";

/** A customer with their addresses, and how they stand in the loyalty program. Throws `customer_not_found`. */
export const getMember = action("orchestra.getMember", params.getMember, async (ref, { call }) => {
  const [{ addresses = [], ...customer }, loyalty] = await Promise.all([
    call("customers.get", { ...ref, with_addresses: true }),
    call("loyalty.status", ref),
  ]);
  return { customer, addresses, loyalty };
});

/** Changes a customer, and gives them as `getMember` does. Throws what `customers.update` throws. */
export const updateMember = action("orchestra.updateMember", params.updateMember, async (request, { call }) => {
  const customer = await call("customers.update", request);
  const ref = { store_id: request.store_id, customer_id: customer.id };
  const [addresses, loyalty] = await Promise.all([call("customers.addresses", ref), call("loyalty.status", ref)]);
  return { customer, addresses, loyalty };
});

/** A page of customers, each with points and tier as loyalty knows them now. */
export const searchMembers = action("orchestra.searchMembers", params.searchMembers, async (search, { call }) => {
  const list = await call("customers.search", search);
  const customer_ids = list.items.map(({ id }) => id);
  const standings = await call("loyalty.ofMany", { store_id: search.store_id, customer_ids });
  const known = new Map(standings.map((standing) => [standing.customer_id, standing]));
  const items = list.items.map((customer) => {
    const { points_balance = 0, tier = "bronze" } = known.get(customer.id) ?? {};
    return { ...customer, points_balance, tier };
  });
  return { ...list, items };
});
