import * as t from "../../mixins/actions/params.ts";
import { postalAddress } from "../contracts/common.ts";
import { orderItemModifier } from "../contracts/order-items.ts";
import {
  financialStatuses,
  newOrderStatuses,
  orderContact,
  orderFulfillmentStatuses,
  orderPromotion,
  orderStatuses,
  orderTypes,
  paymentStatuses,
} from "../contracts/orders.ts";

/** A public id. */
export const id = t.id(40);
/** Free text. */
export const note = t.text(2_000);
/** Tags to add to an order or remove from it. */
export const tags = t.list(t.string(64)).max(50);

const amount = t.integer().min(0);
const text = (max: number) => t.optional(t.nullable(t.text(max)));
const status = t.oneOf(orderStatuses);
const money = { payment_status: t.oneOf(paymentStatuses), financial_status: t.oneOf(financialStatuses) };

const item = t.object({
  product_id: id,
  sku: t.string(100),
  name: t.string(255),
  quantity: t.integer().min(1).max(1_000_000),
  unit_price: amount,
  modifiers: t.optional(t.list(orderItemModifier).max(50)),
  /** The line's parts of the order's discount and tax; without them lines share in proportion. */
  ...t.partial({ discount: amount, tax: amount }),
  /** Of a replacement: the item of the order in `funded_by` that it stands for, and what was paid for it there. */
  ...t.partial({ source_id: t.nullable(id), covered: amount }),
  special_instructions: text(2_000),
});

/** An order to be created. */
export const newOrder = t.object({
  /** Given when other services need the id first; otherwise the orders service generates it. */
  id: t.optional(id),
  customer_id: id,
  contact: t.optional(t.nullable(orderContact)),
  currency: t.string().length(3).uppercase(),
  items: t.optional(t.list(item).max(500)),
  sub_total: amount,
  discount: amount,
  tax: amount,
  shipping: amount,
  tip: amount,
  payment_method: t.string(40),
  /** The payment by which the whole total was captured before the order is created. */
  payment_id: t.optional(id),
  ...t.partial(money),
  shipping_method: text(255),
  shipping_address: t.optional(t.nullable(postalAddress)),
  shipping_address_id: text(40),
  /** `confirmed` for an order that is paid at once; `pending` by default. */
  status: t.optional(t.oneOf(newOrderStatuses)),
  location_id: text(40),
  order_type: t.optional(t.nullable(t.oneOf(orderTypes))),
  scheduled_at: t.optional(t.nullable(t.integer())),
  promotion: t.optional(t.nullable(orderPromotion)),
  redemption_id: text(40),
  /** Of a replacement: the order whose payments cover it. */
  funded_by: text(40),
  tags: t.optional(tags),
  note: text(2_000),
});

/** The filter of a list of orders. */
export const filter = t.object(
  t.partial({
    customer_id: id,
    status,
    /** Any of several. */
    statuses: t.list(status).max(50),
    location_id: id,
    ...money,
    fulfillment_status: t.oneOf(orderFulfillmentStatuses),
    created_from: t.integer(),
    /** Exclusive. */
    created_until: t.integer(),
    /** The beginning of an order number, case-insensitive. */
    search: t.text(100),
  }),
);
