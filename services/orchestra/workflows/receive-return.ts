import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, OrderReturn, OrderWithItems, ReturnItem, StockLine } from "../../contracts.ts";
import { givenBy, returnedLinesOf } from "../refunds.rules.ts";
import { isRefusal } from "../refusals.ts";
import { coveredReturn, refundReference } from "../replacement-money.rules.ts";
import { type Step, WorkflowFailure } from "../workflow.ts";
import { declinedRefund, giveBackCovered, readPayer, recordAtPayer, recordPart } from "./giving-back.ts";
import { invalidateCache, moneyState, notifyReturn } from "./steps.ts";

type Input = ActionParams<"orchestra.moveReturn">;
type Move = Omit<ActionParams<"orders.moveReturn">, "idempotency_key">;
type Stock = Omit<ActionParams<"inventory.commit">, "idempotency_key">;

/**
 * Receives a return: its pieces count as returned and are restocked, and each line is refunded or replaced as the
 * customer chose. Lines that cannot be replaced are refunded.
 */
export async function receive(
  step: Step,
  { store, note }: Input,
  known: OrderReturn,
  move: Move,
): Promise<OrderReturn> {
  const { store_id, order_id, return_id } = move;
  const ref = { store_id, order_id };
  // Replacements are reserved before the restock: nobody gets back the piece that they returned.
  const stock = await reserveReplacement(step, store, known);
  const moving = step.call("orders.moveReturn", { ...move, replacement_order_id: stock?.reference });
  const moved = await moving.catch((error) => release(step, stock, error));
  const { order, changed } = moved;
  if (stock) await step.call(changed ? "inventory.commit" : "inventory.release", stock);
  if (!changed) return moved.return;
  const { items } = moved.return;
  const back = { store_id, tenant_id: store.tenant_id, reference: referenceOf(return_id), lines: piecesOf(items) };
  await step.call("inventory.restore", { ...back, ...placeOf(order) });
  const unpaid = items.filter(({ resolution }) => resolution === "refund" || !stock);
  const settled = unpaid.length > 0 ? await refund(step, order, return_id, unpaid) : moved;
  const declined = "declined" in settled ? settled.declined : undefined;
  const end = step.scope(declined ? "declined" : "settled");
  const { refund_amount } = settled.return;
  await notifyReturn(end, store, "return_received", order, moved.return, { note, refund_amount });
  await invalidateCache(end, ref, settled.order);
  if (declined) throw new WorkflowFailure(await declinedRefund(end, order, declined, receivedAll));
  return settled.return;
}

const receivedAll =
  "The return is received and all else is done, but the payment provider declined the refund. Refund its items again, or settle this refund once the money was given back outside.";

// Pieces come back to the location of the order, and are sent from it again.
const placeOf = ({ location_id }: Pick<OrderWithItems, "location_id">) => (location_id === null ? {} : { location_id });

const referenceOf = (return_id: string) => `return:${return_id}`;

// Reserves stock for the order that replaces pieces, under that order's id. Undefined when none is wanted, or left.
async function reserveReplacement(step: Step, { store_id, tenant_id }: Input["store"], known: OrderReturn) {
  const { order_id, status, items } = known;
  const wanted = items.filter(({ resolution }) => resolution === "replacement");
  const isOver = status === "received" || status === "rejected";
  if (isOver || wanted.length === 0) return undefined;
  const order = await step.read("orders.get", { store_id, order_id });
  const stock = { store_id, tenant_id, reference: step.newId("ord"), ...placeOf(order) };
  try {
    const undo = { action: "inventory.release", params: stock } as const;
    await step.call("inventory.reserve", { ...stock, lines: piecesOf(wanted) }, undo);
  } catch (error) {
    if (!isError(error, "out_of_stock")) throw error;
    return undefined;
  }
  return stock;
}

// The order refuses the receipt: of a return that is not approved, or was changed meanwhile. Nothing was done but to reserve.
async function release(step: Step, stock: Stock | undefined, error: unknown): Promise<never> {
  if (!stock || !isRefusal(error)) throw error;
  await step.scope("refused").call("inventory.release", stock);
  throw new WorkflowFailure(error);
}

// The returned quantity of each SKU.
function piecesOf(items: readonly ReturnItem[]): StockLine[] {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of items) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  return [...pieces].map(([sku, quantity]) => ({ sku, quantity }));
}

// Refunds what was promised for the lines, as far as it was not given back for them otherwise, and records that.
async function refund(step: Step, order: OrderWithItems, return_id: string, lines: ReturnItem[]) {
  const ref = { store_id: order.store_id, order_id: order.id };
  const fresh = step.scope("refund");
  const payer = await readPayer(fresh, order);
  const reference = refundReference(order, referenceOf(return_id));
  const about = { ...payer.ref, ledger: payer.ledger, reference, reason: "return", capped: true };
  const record = (refunded: number | null, money?: ActionParams<"orders.settleReturn">["money"]) =>
    fresh.call("orders.settleReturn", { ...ref, return_id, refunded, money });
  const isPayer = order.funded_by === null;
  try {
    const back = isPayer
      ? await fresh.call("payments.refund", { ...about, lines: returnedLinesOf(lines) })
      : await giveBackCovered(fresh, about, await fresh.read("payments.ofOrder", payer.ref), (money) => ({
          lines: coveredReturn(order, money, lines),
        }));
    await recordAtPayer(fresh, payer, order, back);
    const refunded = back.refunds.reduce((sum, { amount }) => sum + amount, 0);
    return await record(refunded, isPayer ? moneyState(back.money) : undefined);
  } catch (error) {
    if (isError(error, "nothing_to_refund")) return await record(0);
    if (!isError(error, "refund_declined")) throw error;
    const money = await recordPart(fresh.scope("part"), payer, order);
    const refunded = givenBy(money, reference);
    return { ...(await record(refunded || null, isPayer ? moneyState(money) : undefined)), declined: error };
  }
}
