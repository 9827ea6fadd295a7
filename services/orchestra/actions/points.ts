import { action } from "../../../mixins/actions/action.ts";
import type { Call, CustomerKey } from "../../contracts.ts";
import { params } from "../schemas/loyalty.ts";

/** The loyalty status of a customer. Throws `customer_not_found`. */
export const getLoyalty = action("orchestra.getLoyalty", params.getLoyalty, (ref, { call }) =>
  ofCustomer(call, ref, call("loyalty.status", ref)),
);

/** The ledger of a customer's points, newest first. Throws `customer_not_found`. */
export const listPoints = action("orchestra.listPoints", params.listPoints, (request, { call }) =>
  ofCustomer(call, request, call("loyalty.transactions", request)),
);

// The loyalty service does not know whether a customer exists; both calls run in parallel.
async function ofCustomer<Result>(call: Call, { store_id, customer_id }: CustomerKey, work: Promise<Result>) {
  const [result] = await Promise.all([work, call("customers.exists", { store_id, customer_id })]);
  return result;
}
