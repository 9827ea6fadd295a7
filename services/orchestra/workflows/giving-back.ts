import { isError } from "../../../mixins/actions/errors.ts";
import type {
  ActionParams,
  ActionResult,
  MoneyLine,
  Order,
  OrderMoney,
  OrderRef,
  OrderWithItems,
} from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { ledgerOf, payerOf } from "../refunds.rules.ts";
import type { Step } from "../workflow.ts";
import { invalidateCache, onFreshMoney, recordPayment, whileChanged } from "./steps.ts";

/** The order whose payments cover an order, and its money by line. */
export interface Payer {
  ref: OrderRef;
  ledger: MoneyLine[];
}

/** Finds the order that pays for an order: itself, or of a replacement the one that was paid. */
export async function readPayer(step: Step, order: OrderWithItems): Promise<Payer> {
  const ref = { store_id: order.store_id, order_id: payerOf(order) };
  if (order.funded_by === null) return { ref, ledger: ledgerOf(order) };
  return { ref, ledger: ledgerOf(await step.scope("payer").read("orders.get", ref)) };
}

type Refund = Omit<ActionParams<"payments.refund">, "idempotency_key" | "if_money_version">;

/**
 * Gives money back for a replacement, which shares that of the payer with other orders: what is left for it is computed from
 * the payer's money, and once more when another refund came between. Throws `nothing_to_refund` when no line is left.
 */
export function giveBackCovered(
  step: Step,
  about: Omit<Refund, "amount" | "lines">,
  known: OrderMoney,
  wantedOf: (money: OrderMoney) => Pick<Refund, "amount" | "lines">,
): Promise<ActionResult<"payments.refund">> {
  return onFreshMoney(step, about, known, whileChanged, async (fresh, money) => {
    const wanted = wantedOf(money);
    if (wanted.lines?.length === 0) throw fail("nothing_to_refund");
    return fresh.call("payments.refund", { ...about, ...wanted, if_money_version: money.version });
  });
}

/** Why a run that has done all else ends as refused: what happened, which refund was declined, and how to go on. */
export async function declinedRefund(
  step: Step,
  order: Pick<OrderWithItems, "id" | "store_id" | "funded_by">,
  error: unknown,
  message: string,
): Promise<unknown> {
  if (!isError(error, "refund_declined")) return error;
  const { refunds } = await step.read("payments.ofOrder", { store_id: order.store_id, order_id: payerOf(order) });
  const id = refunds.findLast(({ status }) => status === "failed")?.id;
  const declined = fail("refund_declined", id === undefined ? [] : [{ path: "refund_id", message: id }]);
  declined.message = message;
  return declined;
}

/** Records the money of an order of which a refund was declined: of several payments, some may have given their part back. */
export async function recordPart(step: Step, payer: Payer, order: Pick<Order, "id">): Promise<OrderMoney> {
  const money = await step.read("payments.ofOrder", payer.ref);
  await recordAtPayer(step, payer, order, { money });
  return money;
}

/** Copies the money of the order that was refunded to it, when it is another one than the order that a run is about. */
export async function recordAtPayer(
  step: Step,
  { ref }: Payer,
  { id }: Pick<Order, "id">,
  { money }: Pick<ActionResult<"payments.refund">, "money">,
): Promise<void> {
  if (ref.order_id === id) return;
  await invalidateCache(step, ref, await recordPayment(step, ref, money));
}
