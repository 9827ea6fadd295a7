import type { OrderReturn } from "../../../contracts.ts";
import { orderReturn as merchantReturn } from "../merchant/return-shapes.ts";
import { shape } from "../shared/shape.ts";

const { items, customer_id: _customer, order_id: _order, ...fields } = merchantReturn.fields;

/** A return as whoever asked for it reads it: its lines are called what they were called when it was asked for. */
export const orderReturn = shape<OrderReturn>("Return").with({ ...fields, return_items: items.from("items") });
