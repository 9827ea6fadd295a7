import type { OrderReturn, Store } from "../../../contracts.ts";
import { returnOf as asMerchantsRead, returnSchema as merchantSchema } from "../merchant/return-shapes.ts";

/** A return as whoever asked for it reads it: its lines are called what they were called when it was asked for. */
export function returnOf(found: OrderReturn, store: Store) {
  const { items: return_items, customer_id: _customer, order_id: _order, ...rest } = asMerchantsRead(found, store);
  return { ...rest, return_items };
}

/** The schema of what `returnOf` gives. */
export function returnSchema() {
  const schema = merchantSchema();
  const items = schema.extract("items").required();
  return schema.fork(["items", "customer_id", "order_id"], (each) => each.forbidden()).keys({ return_items: items });
}
