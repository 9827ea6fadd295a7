import type { OrderReturn, ReturnItem } from "../../../contracts.ts";
import { postalAddress } from "./address.ts";
import { returnResolution, returnStatus } from "./enumerations.ts";
import { count, id, list, money, oneOf, orNull, text, textOrNull, time } from "./fields.ts";
import { shape } from "./shape.ts";

/** A line of a return. */
export const returnItem = shape<ReturnItem>("ReturnItem").with({
  item_id: id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF"),
  product_id: id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ"),
  sku: text("PASTA-ALFREDO"),
  name: text("Alfredo Pasta"),
  quantity: count(1),
  resolution: oneOf(returnResolution, "refund"),
  return_reason: text("Arrived cold.", "Empty once the customer is erased."),
  amount: money(33.09, "What was paid for these pieces, with their share of discount and tax."),
});

/** A return as merchants read it; storefronts show most of it. */
export const orderReturn = shape<OrderReturn>("Return").with({
  id: id("ret_01JK7MZ3Q4N8T2V6X0Y1A5B9CM"),
  order_id: id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  order_number: id("A-1045"),
  customer_id: id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  status: oneOf(returnStatus, "requested"),
  items: list(returnItem),
  shipping_address: orNull(postalAddress, "Where they are picked up."),
  refund_amount: orNull(money(33.09), "What was given back; null until then, and without a refund.").showing(null),
  currency: text("BDT"),
  replacement_order_id: textOrNull(null, "The order that replaces what came back."),
  note: textOrNull(null),
  created_at: time("2025-06-18T10:30:00.000Z"),
  updated_at: time("2025-06-18T10:30:00.000Z"),
});
