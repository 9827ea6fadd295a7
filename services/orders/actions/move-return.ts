import { action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import { difference } from "../../../mixins/values/difference.ts";
import type { Change, Order, OrderItem, OrderReturn } from "../../contracts.ts";
import { changeOrder, type Locked, movePieces, orderEvent } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { isAllBack } from "../pieces.rules.ts";
import { replacementOf } from "../replacement.rules.ts";
import { quantitiesOf } from "../return-items.rules.ts";
import { assertNextReturn, claimStateOf, returnMoves, returnSnapshot, wantsReplacement } from "../returns.rules.ts";
import { fetchItems } from "../store/items.ts";
import type { OrderColumns } from "../store/orders.ts";
import { fetchReturn, keepClaim, toReturn, updateReturn } from "../store/returns.ts";
import { toHead } from "../store/rows.ts";
import { createOrder } from "./create.ts";
import { newerMoney, publishMoney } from "./record-payment.ts";

/**
 * Approves, rejects or receives a return, and moves its pieces; a repeated status changes nothing. With
 * `replacement_order_id`, for which stock is reserved, what is to be replaced is ordered again under that id.
 * Throws `order_not_found`, `return_not_found`, `version_mismatch`, `invalid_return_transition`.
 */
export const moveReturn = action("orders.moveReturn", params.moveReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row } = locked;
    const { status, note, replacement_order_id } = request;
    const [known, lines] = await Promise.all([fetchReturn(db, request, tx), fetchItems(db, row, tx)]);
    assertVersion(known.version, request.return_versions);
    const before = toReturn(known);
    const head = toHead(row);
    if (before.status === status) return { order: { ...head, items: lines }, return: before, changed: false };
    assertNextReturn(before.status, status);
    if (replacement_order_id !== undefined) {
      const of = { return_id: before.id, id: replacement_order_id };
      const order = replacementOf(head, lines, of, before.items.filter(wantsReplacement));
      await createOrder({ store_id: row.store_id, tenant_id: row.tenant_id, order }, context, locked);
    }
    const items = await movePieces(locked, lines, ...returnMoves(before.items, status, Boolean(replacement_order_id)));
    const given = { note: note ?? before.note, replacement_order_id: replacement_order_id ?? null };
    const after = toReturn(await updateReturn(db, tx, known, { status, ...given }));
    const order = await saveReturn(locked, after, before, { items });
    return { order: { ...head, ...order, items }, return: after, changed: true };
  }),
);

/**
 * Records what was given back for a received return beside what was before, or has failed since, and the state of the order's
 * payments after that. Throws `order_not_found`, `return_not_found`.
 */
export const settleReturn = action("orders.settleReturn", params.settleReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row } = locked;
    const { refunded, money } = request;
    const known = await fetchReturn(db, request, tx);
    const before = toReturn(known);
    const refund_amount = refunded === null ? before.refund_amount : givenAfter(before, refunded);
    const isChanged = refund_amount !== before.refund_amount;
    const after = isChanged ? toReturn(await updateReturn(db, tx, known, { refund_amount })) : before;
    const columns = money ? newerMoney(row, money) : {};
    // Saved in any case: the version has to rise above that of cached copies.
    const saved = isChanged ? await saveReturn(locked, after, before, { columns }) : await locked.save(columns);
    publishMoney(locked, saved);
    return { order: saved, return: after };
  }),
);

// As after a refund that was declined at once, when all of it has failed.
function givenAfter({ refund_amount }: OrderReturn, refunded: number): number | null {
  const amount = (refund_amount ?? 0) + refunded;
  return refunded < 0 && amount <= 0 ? null : amount;
}

/**
 * Saves an order with a change of one of its returns, adds that to the timeline, and publishes it; `items` are the lines
 * after their pieces moved.
 */
export async function saveReturn(
  { db, tx, row, save, publish }: Locked,
  to: OrderReturn,
  from: OrderReturn | null,
  { items, columns = {} }: { items?: readonly OrderItem[]; columns?: OrderColumns },
): Promise<Order> {
  const { id, version, order_id, customer_id, status } = to;
  const { store_id, tenant_id } = row;
  const name = from ? ("return.updated" as const) : ("return.requested" as const);
  const data = { id, ...(from?.status === status ? {} : { status }) };
  const saved = await save(columns, [{ type: name, data }]);
  const change = changeOf(to, from);
  const aggregate = { type: "return", id, version };
  publish({ name, store_id, tenant_id, aggregate, data: { order_id, customer_id, ...change } });
  const [before, after] = [from && claimStateOf(from.status), claimStateOf(status)];
  if (before === after) return saved;
  await keepClaim(db, tx, row, to);
  const pieces = {
    before: before && { return: before },
    after: { return: after, items: quantitiesOf(to.items) },
    return_id: id,
    ...(after === "returned" && items && isAllBack(items) ? { all_back: true as const } : {}),
  };
  publish({ name: "order.return_changed", ...orderEvent(row, saved, pieces) });
  return saved;
}

const changeOf = (to: OrderReturn, from: OrderReturn | null): Change =>
  from
    ? (difference(returnSnapshot(from), returnSnapshot(to)) ?? { before: {}, after: {} })
    : { before: null, after: returnSnapshot(to) };
