import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { groupCommit } from "../../../mixins/actions/group-commit.ts";
import type { TransactionContext } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, NewOrder, NewOrderItem, OrderDetail, OrderItem } from "../../contracts.ts";
import { snapshot } from "../event-data.rules.ts";
import { type Money, moneyOf } from "../line-money.rules.ts";
import { orderEvent } from "../order-transaction.ts";
import { assertDiscount, grandTotal, isHeld, lineTotal, orderNumber, releaseAt } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";
import { noPieces, viewsOf } from "../pieces.rules.ts";
import { orderErasures, removePersonOf, withoutPerson } from "../store/erasure.ts";
import { itemRows } from "../store/items.ts";
import { takeNumbers } from "../store/numbers.ts";
import { insertOrder } from "../store/orders.ts";
import { takeBuffered } from "../store/out-of-order.ts";
import { hold } from "../store/releases.ts";
import type { NewOrderHead } from "../store/rows.ts";
import { type Entry, entriesOf, entryRows, insertEntries } from "../store/timeline.ts";

type Creation = ActionParams<"orders.create">;

/**
 * Creates an order with its items, under the store's next number; pending and unpaid by default. A scheduled order
 * is held: it is pending until it is released.
 * Throws `invalid_discount`, `order_exists`.
 */
export const create = action("orders.create", params.create, (request, context) =>
  groupCommit(
    context,
    request,
    request.order.id ?? request.idempotency_key,
    (txContext) => createOrder(request, context, txContext),
    // The result holds note, contact and address: an erasure of the customer has to find it.
    () => request.order.customer_id,
  ),
);

/** Creates an order inside a transaction, and publishes it. Throws `invalid_discount`, `order_exists`. */
export async function createOrder(
  request: Omit<Creation, "idempotency_key">,
  context: Pick<ActionContext, "db" | "actor">,
  txContext: TransactionContext,
): Promise<OrderDetail> {
  assertDiscount(request.order);
  const order = await write(request, context, txContext);
  const change = { before: null, after: snapshot(order) };
  txContext.publish({ name: "order.created", ...orderEvent(request, order, change) });
  return order;
}

async function write(
  request: Omit<Creation, "idempotency_key">,
  { db, actor }: Pick<ActionContext, "db" | "actor">,
  { tx }: TransactionContext,
): Promise<OrderDetail> {
  const { store_id, tenant_id, order: given } = request;
  // With an id from its caller, events of the order's payment may have come before it.
  const buffered = given.id === undefined ? [] : await takeBuffered(db, tx, { store_id, order_id: given.id });
  const number = await takeNumbers(db, tx, store_id, 1);
  const changes = [{ type: "order.created" }, ...paymentOf({ ...given, grand_total: grandTotal(given) })];
  const whole = newOrder(request, orderNumber(number), changes.length + buffered.length);
  const order_id = await insertOrder(db, tx, whole, { tenant_id, number });
  const key = { store_id, id: order_id };
  const erased = await orderErasures.has(db, tx, { store_id, customer_id: given.customer_id });
  if (erased) await removePersonOf(db, tx, store_id, order_id);
  const head = erased ? { ...whole, ...withoutPerson } : whole;
  const items = newItems(given).map((item) => (erased ? { ...item, special_instructions: null } : item));
  const made = entriesOf(changes, actor, head.created_at);
  const timeline = [...buffered, ...made];
  await db.insertMany("order_items", itemRows(key, items), tx);
  await insertEntries(db, tx, entryRows({ ...key, revision: head.revision }, timeline));
  if (isHeld(head)) await hold(db, tx, { store_id, order_id, public_id: head.id }, releaseAt(head.scheduled_at));
  return { ...head, order_id, items, timeline };
}

// A payment that was captured before its order was there: its event is not awaited (orders.events.ts).
function paymentOf({ payment_id: id, grand_total: amount, currency }: NewOrder & { grand_total: number }): Entry[] {
  return id === undefined ? [] : [{ type: "payment.captured", data: { id, amount, currency, status: "captured" } }];
}

function newOrder(
  { store_id, order }: Pick<Creation, "store_id" | "order">,
  order_number: string,
  revision: number,
): NewOrderHead {
  const now = Date.now();
  const { items: _items, payment_id: _payment, scheduled_at = null, ...given } = order;
  return {
    ...given,
    id: order.id ?? newId("ord"),
    order_number,
    store_id,
    status: isHeld({ scheduled_at, created_at: now }) ? "pending" : (order.status ?? "pending"),
    payment_status: order.payment_status ?? "pending",
    financial_status: order.financial_status ?? "pending",
    fulfillment_status: "unfulfilled",
    grand_total: grandTotal(order),
    location_id: order.location_id ?? null,
    order_type: order.order_type ?? null,
    scheduled_at,
    tags: order.tags ?? [],
    note: order.note ?? null,
    contact: order.contact ?? null,
    shipping_method: order.shipping_method ?? null,
    shipping_address: order.shipping_address ?? null,
    shipping_address_id: order.shipping_address_id ?? null,
    promotion: order.promotion ?? null,
    redemption_id: order.redemption_id ?? null,
    funded_by: order.funded_by ?? null,
    delivered_at: null,
    cancel_reason: null,
    cancel_reason_details: null,
    version: 1,
    revision,
    created_at: now,
    updated_at: now,
  };
}

function newItems({ items = [], ...order }: Creation["order"]): OrderItem[] {
  const lines = items.map((item) => ({ discount: null, tax: null, covered: null, ...item, total: lineTotal(item) }));
  const money = moneyOf(order, lines);
  return items.map((item, index) => ({ ...newItem(item), ...(money[index] as Money) }));
}

const newItem = ({ covered, ...item }: NewOrderItem) => ({
  ...item,
  id: newId("oit"),
  pieces: noPieces,
  ...viewsOf(noPieces),
  total: lineTotal(item),
  modifiers: item.modifiers ?? [],
  special_instructions: item.special_instructions ?? null,
  source_id: item.source_id ?? null,
});
