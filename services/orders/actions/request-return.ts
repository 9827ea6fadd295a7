import { action } from "../../../mixins/actions/action.ts";
import type { ActionParams, OrderReturn, ReturnItem } from "../../contracts.ts";
import { changeOrder, type Locked, movePieces } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { itemsAskedFor, pricedItems, quantitiesOf } from "../return-items.rules.ts";
import { assertInTime, assertReturnable, requestMove, withoutReason } from "../returns.rules.ts";
import { orderErasures } from "../store/erasure.ts";
import { fetchItems } from "../store/items.ts";
import { insertReturn, returnsOf } from "../store/returns.ts";
import { readJson, toHead } from "../store/rows.ts";
import { saveReturn } from "./move-return.ts";

/**
 * Records that delivered pieces of an order are asked back; no other return gets them from then on. Each item is worth
 * what was paid for it and is not promised by another return: the order's lock keeps two requests apart.
 * Throws `order_not_found`, `version_mismatch`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`.
 */
export const requestReturn = action("orders.requestReturn", params.requestReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row } = locked;
    const [lines, earlier] = await Promise.all([
      fetchItems(db, row, tx),
      returnsOf(db, row.store_id, row.public_id, tx),
    ]);
    const asked = itemsAskedFor(lines, request.items);
    assertInTime(row, request.window_days, Date.now());
    assertReturnable(lines, quantitiesOf(asked));
    const made = await insert(locked, request, pricedItems(lines, earlier, asked));
    const items = await movePieces(locked, lines, requestMove(made.items));
    const order = await saveReturn(locked, made, null, { items });
    return { order: { ...toHead(row), ...order, items }, return: made };
  }),
);

async function insert(
  { db, tx, row }: Locked,
  request: ActionParams<"orders.requestReturn">,
  items: ReturnItem[],
): Promise<OrderReturn> {
  const { store_id, customer_id } = row;
  const isErased = await orderErasures.has(db, tx, { store_id, customer_id: customer_id ?? "" });
  const now = Date.now();
  const made: OrderReturn = {
    id: request.return_id,
    order_id: row.public_id,
    order_number: row.order_number,
    customer_id: customer_id ?? "",
    status: "requested",
    items: isErased ? items.map(withoutReason) : items,
    shipping_address: isErased ? null : (request.shipping_address ?? readJson(row.shipping_address)),
    refund_amount: null,
    currency: row.currency,
    replacement_order_id: null,
    note: null,
    version: 1,
    created_at: now,
    updated_at: now,
  };
  await insertReturn(db, tx, row, made);
  return made;
}
