import * as t from "../../mixins/actions/params.ts";
import { postalAddress } from "../contracts/common.ts";
import { orderRef } from "../contracts/orders.ts";
import { returnItem, returnStatuses } from "../contracts/returns.ts";

const id = t.id(40);
const write = { ...t.inStore, ...t.write };

/** What each action of the returns service takes. */
export const params = {
  get: t.object({ ...t.inStore, return_id: id, customer_id: t.optional(id) }),
  ofOrder: t.object(orderRef),
  search: t.object({
    ...t.inStore,
    ...t.paging,
    filter: t.object(t.partial({ customer_id: id, status: t.oneOf(returnStatuses), order_id: id })),
  }),
  create: t.object({
    ...write,
    tenant_id: id,
    return: t.object({
      id,
      order_id: id,
      order_number: t.string(40),
      customer_id: id,
      items: t.list(returnItem).min(1).max(1_000),
      shipping_address: t.nullable(postalAddress),
      currency: t.string().length(3),
    }),
  }),
  setStatus: t.object({
    ...write,
    ...t.ifVersions,
    return_id: id,
    status: t.oneOf(returnStatuses.filter((each) => each !== "requested")),
    note: t.optional(t.text(2_000)),
  }),
  settle: t.object({
    ...write,
    return_id: id,
    refund_amount: t.nullable(t.integer().min(0)),
    replacement_order_id: t.nullable(id),
  }),
};
