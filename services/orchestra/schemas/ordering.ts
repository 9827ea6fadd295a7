import * as t from "../../../mixins/actions/params.ts";
import { cartFields } from "../../contracts/catalog.ts";
import type { Cart } from "../../contracts/catalog-actions.ts";
import { postalAddress } from "../../contracts/common.ts";
import { noticeStoreFields, messageStore as store } from "../../contracts/notifications.ts";
import { orderTypes } from "../../contracts/orders.ts";
import { note } from "../orchestra.schema.ts";

const redemption_id = t.optional(t.id());

/** A store, and how long it holds the stock of an order whose payment waits for its payer. */
export const holdingStore = t.object({
  ...noticeStoreFields,
  payment_hold_minutes: t.optional(t.number().min(0).max(10_080)),
});

/** Where the page of a bank sends the payer back to. */
export const return_url = t.optional(t.string(2_000));

/** Parameters of orchestra's actions that price and place orders. */
export const params = {
  calculateTotal: t
    .object({
      store,
      customer_id: t.optional(t.id()),
      // Checked by the catalog only: clients price a cart after each change of it.
      cart: t.unchecked<Omit<Cart, "redeemed">>("redeemed"),
      redemption_id,
    })
    .with("redemption_id", "customer_id"),
  placeOrder: t.object({
    ...t.write,
    store: holdingStore,
    customer_id: t.id(),
    order: t.object({
      ...cartFields,
      order_type: t.oneOf(orderTypes),
      scheduled_at: t.optional(t.integer()),
      /** `pm_…` */
      payment_method_id: t.string(191),
      return_url,
      redemption_id,
      shipping_address: t.optional(postalAddress),
      shipping_address_id: t.optional(t.id()),
      /** What the client has shown, in minor units. */
      expected_total: t.optional(t.integer().min(0)),
      note: t.optional(note),
    }),
  }),
};
