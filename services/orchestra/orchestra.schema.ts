import * as t from "../../mixins/actions/params.ts";
import { messageStore as store } from "../contracts/notifications.ts";
import { runStates } from "../contracts/orchestra.ts";
import { itemQuantity } from "../contracts/order-items.ts";
import { cancelReasons, fulfillmentStatuses, orderRef, orderStatuses } from "../contracts/orders.ts";
import { refundReasons } from "../contracts/payments.ts";
import { fulfillmentFields, trackingFields } from "../contracts/shipments.ts";

// Limits of the services; the surfaces restrict clients further.

/** Free text of a client. */
export const note = t.text(2_000);
const text = t.optional(t.text(3_000));
const noted = { note: t.optional(note) };
const amount = t.integer().min(1);
const flag = t.boolean();
const status = t.oneOf(orderStatuses);
const order = { ...t.write, ...t.ifVersions, store, order_id: t.id() };
const notified = { notify: flag };

const bulk = t.anyOf(
  t.object({ action: t.oneOf(["update_status"]), status, ...noted, ...notified }),
  t.object({ action: t.oneOf(["add_tags", "remove_tags"]), tags: t.list(t.string(255)).min(1).max(250) }),
  t.object({ action: t.oneOf(["fulfill"]), awb: text, tracking_url: text, shipping_method: text, ...notified }),
);

/** Parameters of orchestra's actions about orders, customers and runs. */
export const params = {
  deleteCustomer: t
    .object({
      ...t.inStore,
      ...t.write,
      ...t.ifVersions,
      ...t.partial({ customer_id: t.id(), user_id: t.integer(), only_without_orders: t.boolean() }),
    })
    .or("customer_id", "user_id"),
  rebuildCustomerTotals: t.object(t.inStore),
  getOrder: t.object(orderRef),
  listFulfillments: t.object(orderRef),
  listOrdersOf: t.object({ ...t.inStore, ...t.paging, user_id: t.integer(), status: t.optional(status) }),
  setOrderStatus: t.object({ ...order, status, ...noted, ...notified, keep_promotion: t.optional(flag) }),
  recordMoney: t.object({
    ...t.write,
    ...orderRef,
    late: flag,
    payment_id: t.optional(t.id()),
    /** A refund that was made, or has failed, other than was known: by how much more is given back, or less. */
    refund: t.optional(t.object({ id: t.id(), given: t.integer() })),
  }),
  cancelOrder: t.object({
    ...order,
    ...noted,
    ...notified,
    reason: t.oneOf(cancelReasons),
    cancel_reason_details: t.optional(note),
    refund: flag,
    refund_amount: t.optional(amount),
    /** The bank account for the refund, instead of the original payment. */
    bank_account_id: t.optional(t.id()),
    restock: flag,
    /** Leaves the order's promotion used. */
    keep_promotion: t.optional(flag),
  }),
  refundOrder: t
    .object({
      ...order,
      ...noted,
      ...notified,
      reason: t.oneOf(refundReasons),
      ...t.partial({ amount, items: t.list(itemQuantity).min(1).max(500) }),
    })
    .xor("amount", "items"),
  settleRefund: t.object({ ...order, ...noted, refund_id: t.id() }),
  createFulfillment: t.object({
    ...order,
    ...notified,
    items: t.optional(t.list(itemQuantity).min(1)),
    labels: t.optional(t.record(t.object(t.partial({ name: t.text(3_000), selling_price: t.integer().min(0) })))),
    fulfillment: t.object(fulfillmentFields),
  }),
  updateFulfillment: t.object({
    ...order,
    ...notified,
    fulfillment_id: t.id(),
    changes: t.object({ ...trackingFields, status: t.optional(t.oneOf(fulfillmentStatuses)) }),
  }),
  bulkUpdateOrders: t.object({
    ...t.write,
    store,
    order_ids: t.list(t.id()).min(1).max(500),
    change: bulk,
    keep_promotion: t.optional(flag),
  }),
  listRuns: t.object({ state: t.optional(t.oneOf(runStates)), limit: t.paging.limit }),
};
