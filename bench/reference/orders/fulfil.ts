import { newId } from "../../../mixins/values/ids.ts";
import type { Caller } from "../authenticate.ts";
import type { Db } from "../connection.ts";
import { itemColumns } from "./detail.ts";
import { changeOrder, insert, refuse } from "./locked.ts";
import { notify } from "./notify.ts";
import type { FulfillmentRow, ItemRow } from "./rows.ts";
import { fulfillmentView } from "./views.ts";

/** The body of a new fulfilment. */
export interface FulfillmentBody {
  items: { id: string; name?: string; quantity: number; selling_price?: number }[];
  awb?: string | null;
  tracking_url?: string | null;
  shipping_method?: string | null;
  customer?: object | null;
  delivery_person?: object | null;
  pickup_address?: object | null;
  notify_customer: boolean;
}

/** Fulfils items of an order: the row lock keeps two from taking the same. */
export function fulfil(db: Db, caller: Caller, order_id: string, body: FulfillmentBody, key: string | undefined) {
  const { shop } = caller;
  return changeOrder(db, caller, { order_id, action: "fulfil", key }, async ({ tx, order, save }) => {
    if (order.status === "cancelled") throw refuse(409, "order_not_fulfillable");
    const ofOrder = [order.store_id, order.id];
    const items = await tx.rows<ItemRow>(
      `SELECT ${itemColumns} FROM order_items WHERE store_id = ? AND order_id = ? ORDER BY place`,
      ofOrder,
    );
    const taken = body.items.map((wanted) => taking(items, wanted));
    const now = Date.now();
    const row = rowOf(caller, order_id, order.customer_id, body, labelsOf(caller, items, body), now);
    await insert(tx, "fulfillments", [row]);
    const counted = taken.map(({ item, quantity }) => ({ item_id: item.public_id, quantity }));
    const fulfillment = {
      store_id: order.store_id,
      order_id: order.id,
      fulfillment_id: row.public_id,
      state: "pending",
    };
    await insert(tx, "order_fulfillments", [
      { ...fulfillment, items: JSON.stringify(counted), created_at: now, updated_at: now },
    ]);
    await tx.run(
      `UPDATE order_items SET fulfilled_quantity = fulfilled_quantity
         + CASE place ${taken.map(() => "WHEN ? THEN ?").join(" ")} ELSE 0 END WHERE store_id = ? AND order_id = ?`,
      [...taken.flatMap(({ item, quantity }) => [item.place, quantity]), ...ofOrder],
    );
    const left =
      items.reduce((sum, item) => sum + leftOf(item), 0) - taken.reduce((sum, each) => sum + each.quantity, 0);
    const fulfillment_status = left > 0 ? "partial" : "fulfilled";
    const { public_id: id } = row;
    const after = { status: "pending", items: counted, awb: row.awb, shipping_method: row.shipping_method };
    const data = { fulfillment_id: id, status: "pending", fulfillment_status };
    const saved = await save({ fulfillment_status }, [
      {
        name: "fulfillment.created",
        type: "fulfillment",
        id,
        before: null,
        after,
        entry: { data: { id, status: "pending" } },
      },
      {
        name: "order.fulfillment_changed",
        type: "order",
        id: order_id,
        before: { fulfillment_status: order.fulfillment_status, fulfillment: null },
        after: { fulfillment_status, fulfillment: "pending" },
        entry: { data },
      },
    ]);
    if (body.notify_customer) await notify(tx, shop, saved, "order_fulfilled");
    return { order: saved, view: { ...fulfillmentView(row, shop), fulfillment_status } };
  });
}

const leftOf = (item: ItemRow) => item.quantity - item.cancelled_quantity - item.fulfilled_quantity;

function taking(items: ItemRow[], { id, quantity }: { id: string; quantity: number }) {
  const item = items.find(({ public_id }) => public_id === id);
  if (!item) throw refuse(404, "item_not_found");
  if (quantity > leftOf(item)) throw refuse(422, "quantity_exceeds_unfulfilled");
  return { item, quantity };
}

function labelsOf({ shop }: Caller, items: ItemRow[], body: FulfillmentBody) {
  return body.items.map(({ id, name, quantity, selling_price: price }) => ({
    id,
    name: name ?? items.find(({ public_id }) => public_id === id)?.name ?? "",
    quantity,
    selling_price: price === undefined ? null : Math.round(price * 10 ** shop.currency_decimals),
  }));
}

function rowOf(
  { shop }: Caller,
  order_id: string,
  customer_id: string | null,
  body: FulfillmentBody,
  items: object[],
  now: number,
) {
  const json = (value: object | null | undefined) => (value ? JSON.stringify(value) : null);
  return {
    public_id: newId("ful"),
    store_id: shop.store_id,
    tenant_id: shop.tenant_id,
    order_id,
    customer_id,
    status: "pending",
    items: JSON.stringify(items),
    awb: body.awb ?? null,
    tracking_url: body.tracking_url ?? null,
    provider_id: null,
    shipping_method: body.shipping_method ?? null,
    customer: json(body.customer),
    delivery_person: json(body.delivery_person),
    pickup_address: json(body.pickup_address),
    created_at: now,
    updated_at: now,
  } satisfies FulfillmentRow & Record<string, unknown>;
}
