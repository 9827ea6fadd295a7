import Joi from "joi";
import type { OrderItem, Store } from "../../../contracts.ts";
import { field, money, record } from "../../formats.ts";

/** An item of an order as merchants read it. */
export const orderItemOf = (item: OrderItem, store: Store) => ({
  id: item.id,
  product_id: item.product_id,
  sku: item.sku,
  name: item.name,
  quantity: item.quantity,
  fulfilled_quantity: item.fulfilled_quantity,
  cancelled_quantity: item.cancelled_quantity,
  returned_quantity: item.returned_quantity,
  unit_price: money(item.unit_price, store),
  total: money(item.total, store),
  modifiers: item.modifiers.map(({ id, name, price, quantity }) => ({
    id,
    name,
    price: money(price, store),
    quantity,
  })),
  special_instructions: item.special_instructions,
});

/** The schema of what `orderItemOf` gives. */
export const orderItemSchema = () =>
  record({
    id: field.id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    product_id: field.id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    sku: field.text(),
    name: field.text(),
    quantity: field.count(),
    fulfilled_quantity: field.count(),
    cancelled_quantity: field.count(),
    returned_quantity: field.count(),
    unit_price: field.amount(),
    total: field.amount(),
    modifiers: Joi.array().items(
      record({ id: field.text(), name: field.text(), price: field.amount(), quantity: field.count() }),
    ),
    special_instructions: field.textOrNull().description("What the customer asked for with it."),
  });
