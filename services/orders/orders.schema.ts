import * as t from "../../mixins/actions/params.ts";
import { postalAddress } from "../contracts/common.ts";
import { itemQuantity } from "../contracts/order-items.ts";
import {
  cancelReasons,
  financialStatuses,
  fulfillmentStatuses,
  orderRef,
  orderSorts,
  paymentStatuses,
  settableStatuses,
  unsentStatuses,
} from "../contracts/orders.ts";
import { requestedReturnItem, returnStatuses } from "../contracts/returns.ts";
import { filter, id, newOrder, tags, note as words } from "./order-parts.schema.ts";

// As other services send them; the surfaces restrict what a client may send.

const status = t.oneOf(settableStatuses);
const note = t.optional(words);
const ofCustomer = { ...t.inStore, customer_id: id };
const write = { ...t.inStore, ...t.write };
const writeOne = { ...orderRef, ...t.write };
const changeOne = { ...writeOne, ...t.ifVersions };
const bulk = { ...write, order_ids: t.list(id).unique().min(1).max(1_000) };
const ofFulfillment = { fulfillment_id: id };
const ofReturn = { return_id: id };
const money = {
  payment_status: t.oneOf(paymentStatuses),
  financial_status: t.oneOf(financialStatuses),
  /** The version of the payments' state; left out by callers that checked the order's own version. */
  money_version: t.optional(t.integer().min(0)),
};
const quantities = t.list(itemQuantity).min(1).max(500);

/** Parameters of the orders service's actions. */
export const params = {
  search: t.object({
    ...t.inStore,
    ...t.paging,
    filter,
    sort: t.optional(t.sorting(orderSorts)),
    /** Adds the items of each order. */
    with_items: t.optional(t.boolean()),
  }),
  get: t.object(orderRef),
  getWithItems: t.object(orderRef),
  tallies: t.object({ ...t.inStore, after: t.optional(t.integer()), limit: t.paging.limit }),
  countOf: t.object(ofCustomer),
  create: t.object({ ...write, tenant_id: id, order: newOrder }),
  setStatus: t.object({ ...changeOne, status, note }),
  cancel: t.object({
    ...changeOne,
    reason: t.oneOf(cancelReasons),
    cancel_reason_details: note,
    note,
  }),
  withdraw: t.object({ ...writeOne, ...t.undo, note }),
  findByNumber: t.object({ ...t.inStore, order_number: t.string(40), customer_id: t.optional(id) }),
  usesAddress: t.object({ ...ofCustomer, address_id: id }),
  getWithReturns: t.object(orderRef),
  getReturn: t.object({ ...t.inStore, ...ofReturn, customer_id: t.optional(id) }),
  searchReturns: t.object({
    ...t.inStore,
    ...t.paging,
    filter: t.object(t.partial({ customer_id: id, status: t.oneOf(returnStatuses), order_id: id })),
  }),
  requestReturn: t.object({
    ...changeOne,
    ...ofReturn,
    items: t.list(requestedReturnItem).min(1).max(200),
    window_days: t.number().min(0),
    shipping_address: t.optional(t.nullable(postalAddress)),
  }),
  moveReturn: t.object({
    ...writeOne,
    ...ofReturn,
    /** The versions that the return must have. */
    return_versions: t.ifVersions.if_versions,
    status: t.oneOf(returnStatuses.filter((each) => each !== "requested")),
    note,
    replacement_order_id: t.optional(id),
  }),
  settleReturn: t.object({
    ...writeOne,
    ...ofReturn,
    /** What was given back; null when nothing was, negative when it has failed since. */
    refunded: t.nullable(t.integer()),
    money: t.optional(t.object(money)),
  }),
  recordPayment: t.object({ ...changeOne, ...money }),
  previewFulfillment: t.object({ ...orderRef, ...t.ifVersions, items: t.optional(quantities) }),
  claimFulfillment: t.object({ ...changeOne, ...ofFulfillment, items: t.optional(quantities) }),
  fulfil: t.object({ ...changeOne, ...ofFulfillment, items: quantities }),
  releaseFulfillment: t.object({ ...writeOne, ...ofFulfillment, ...t.undo }),
  confirmFulfillment: t.object({ ...writeOne, ...ofFulfillment }),
  setFulfillmentStatus: t.object({ ...changeOne, ...ofFulfillment, status: t.oneOf(fulfillmentStatuses) }),
  touch: t.object(changeOne),
  writeOff: t.object({ ...changeOne, items: t.list(itemQuantity).max(500) }),
  revertWriteOff: t.object({ ...writeOne, items: quantities }),
  revertStatus: t.object({ ...writeOne, from: status, to: status }),
  /** A sent order's pieces move: `setStatus` does that. */
  bulkSetStatus: t.object({ ...bulk, status: t.oneOf(unsentStatuses), note }),
  bulkTag: t.object({ ...bulk, ...t.partial({ add: tags, remove: tags }) }),
};
