import * as t from "../../mixins/actions/params.ts";
import { fulfillmentStatuses, orderRef } from "../contracts/orders.ts";
import { fulfillmentFields, fulfillmentItem, trackingFields } from "../contracts/shipments.ts";

// As other services send them; the surfaces restrict what a client may send.

const id = t.id(40);
const write = { ...orderRef, ...t.write, fulfillment_id: id };

const made = {
  ...write,
  tenant_id: id,
  customer_id: t.nullable(id),
  fulfillment: t.object({ ...fulfillmentFields, items: t.list(fulfillmentItem).min(1) }),
};

/** Parameters of the shipments service's actions. */
export const params = {
  ofOrder: t.object(orderRef),
  create: t.object({
    ...made,
    /** `pending` by default; another one for what was sent before it was recorded. */
    status: t.optional(t.oneOf(["shipped", "delivered"])),
  }),
  record: t.object(made),
  withdraw: t.object({ ...write, ...t.undo }),
  update: t.object({
    ...write,
    changes: t.object({ ...trackingFields, status: t.optional(t.oneOf(fulfillmentStatuses)) }),
  }),
  cancel: t.object({ ...write, ...t.partial(t.undo) }),
};
