import { action } from "../../../mixins/actions/action.ts";
import type { Call } from "../../contracts.ts";
import { params } from "../schemas/loyalty.ts";

interface Named {
  store_id: number;
  customer_id: string;
}

/** How a customer stands in the program. Throws `customer_not_found`. */
export const getLoyalty = action("orchestra.getLoyalty", params.getLoyalty, (ref, { call }) =>
  ofCustomer(call, ref, call("loyalty.status", ref)),
);

/** The ledger of a customer's points, newest first. Throws `customer_not_found`. */
export const listPoints = action("orchestra.listPoints", params.listPoints, (request, { call }) =>
  ofCustomer(call, request, call("loyalty.transactions", request)),
);

// Loyalty knows points and not who is a customer; both are asked at once.
async function ofCustomer<Result>(call: Call, { store_id, customer_id }: Named, work: Promise<Result>) {
  const [result] = await Promise.all([work, call("customers.exists", { store_id, customer_id })]);
  return result;
}
