import * as t from "../../../mixins/actions/params.ts";
import { postalAddress } from "../../contracts/common.ts";
import { messageStore as store } from "../../contracts/notifications.ts";
import { requestedReturnItem } from "../../contracts/returns.ts";
import { note } from "../orchestra.schema.ts";
import { holdingStore, return_url } from "./ordering.ts";
import { signInProof } from "./sign-in.ts";

const order_number = t.string(40);
const write = { ...t.write, ...t.ifVersions, store, customer_id: t.id(), order_number };

/** Parameters of orchestra's actions about a customer's own orders and returns. */
export const params = {
  getCustomerOrder: t.object({ ...t.ofCustomer, order_number }),
  getOwnReturn: t.object({ ...t.ofCustomer, order_number, return_id: t.id() }),
  cancelOwnOrder: t.object({
    ...write,
    reason: note,
    feedback: t.optional(note),
    bank_account_id: t.optional(t.id()),
    keep_promotion: t.optional(t.boolean()),
    /** With a bank account: money goes to it only shortly after a sign-in. */
    sign_in: t.optional(signInProof),
  }),
  retryPayment: t.object({ ...write, store: holdingStore, payment_method_id: t.string(191), return_url }),
  requestReturn: t.object({
    ...write,
    window_days: t.number().min(0),
    items: t.list(requestedReturnItem).min(1).max(200),
    shipping_address: t.optional(t.nullable(postalAddress)),
  }),
  moveReturn: t.object({
    ...t.write,
    ...t.ifVersions,
    store,
    return_id: t.id(),
    move: t.oneOf(["approve", "reject", "receive"]),
    note: t.optional(note),
  }),
};
