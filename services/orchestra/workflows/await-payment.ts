import { notPaidInTime } from "../../contracts/orders.ts";
import type { MessageStore, OrderDetail, OrderMoney, OrderRef, Payment } from "../../contracts.ts";
import { hasOpenPayments, isAwaited } from "../orchestra.rules.ts";
import { isRefusal } from "../refusals.ts";
import type { Step } from "../workflow.ts";
import { cancel } from "./cancel-order.ts";
import { invalidateCache, recordPayment } from "./steps.ts";

const minute = 60_000;
const defaultHoldMinutes = 30;
// A bank debit is decided within some days; after this it is asked about once more, and given up.
const processingMs = 14 * 24 * 60 * minute;

/** The signals about an order's payments. */
export const paymentTopic = (order_id: string): string => `payment/${order_id}`;

/** A store, and how long it holds the stock of an order whose payment waits for its payer. */
export type HoldingStore = MessageStore & { payment_hold_minutes?: number };

/** A store without what only the placing of orders needs. */
export const withoutHold = ({ payment_hold_minutes: _minutes, ...store }: HoldingStore): MessageStore => store;

/** What became of an order's payment. */
interface Awaited {
  step: Step;
  outcome: "paid" | "failed";
  /** True when a bank had it. */
  wasProcessing: boolean;
}

interface Waiting {
  /** Only this payment counts; without it any of the order, also of a later try. */
  payment_id?: string;
}

/**
 * Waits for the payment of an order until it is captured, or its time is over. A payment that is with a bank has two weeks; one
 * that fails there leaves the payer the store's time once more.
 */
export async function awaitPayment(
  step: Step,
  ref: OrderRef,
  { payment_hold_minutes: minutes = defaultHoldMinutes }: HoldingStore,
  { payment_id }: Waiting = {},
): Promise<Awaited> {
  const began = await step.scope("hold").after(0);
  let until = began + minutes * minute;
  for (let round = 1, wasProcessing = false; ; round++) {
    const at = step.scope(`wait${round}`);
    const signal = await at.signal(paymentTopic(ref.order_id), wasProcessing ? began + processingMs : until);
    let money = await at.read("payments.ofOrder", ref);
    const isProcessing = money.payment_status === "processing";
    // A bank may have taken it in the last moment.
    const isOver = signal === undefined && (wasProcessing || !isProcessing);
    if (isOver && hasOpenPayments(money)) money = await at.call("payments.void", { ...ref, lapsed: true });
    await record(at, ref, money);
    const own = payment_id === undefined ? money.payments : money.payments.filter(({ id }) => id === payment_id);
    if (own.some(({ captured }) => captured > 0)) return { step: at, outcome: "paid", wasProcessing };
    if (isOver || (payment_id !== undefined && !own.some(isAwaited)))
      return { step: at, outcome: "failed", wasProcessing };
    if (wasProcessing && !isProcessing) until = await at.scope("again").after(minutes * minute);
    wasProcessing = isProcessing;
  }
}

async function record(step: Step, ref: OrderRef, money: OrderMoney): Promise<void> {
  await invalidateCache(step, ref, await recordPayment(step, ref, money));
}

/**
 * Goes on with an order that was placed with an awaited payment: sells its stock and confirms it when it is paid, else
 * cancels it. An order that was cancelled meanwhile by others stays so, and money that came after that goes back.
 */
export async function finishOrder(step: Step, placed: OrderDetail, store: HoldingStore): Promise<void> {
  const { store_id, id: order_id } = placed;
  const ref = { store_id, order_id };
  const { step: last, outcome, wasProcessing } = await awaitPayment(step, ref, store);
  const at = last.scope("end");
  const order = await at.read("orders.get", ref);
  if (outcome !== "paid" && order.status === "pending") {
    // Whoever waited for a bank is told; whoever has left a payment is not.
    if (await giveUp(at.scope("give_up"), order_id, withoutHold(store), wasProcessing)) return;
  }
  await at.call("inventory.commit", { store_id, tenant_id: store.tenant_id, reference: order_id });
  if (outcome !== "paid") return;
  if (order.status === "cancelled") await giveBackLate(at.scope("late"), ref);
  // A scheduled order is released at its time.
  else if (order.status === "pending" && order.scheduled_at === null) await confirm(at.scope("confirm"), ref);
}

// False when somebody else was quicker.
async function giveUp(step: Step, order_id: string, store: MessageStore, notify: boolean): Promise<boolean> {
  const note = notPaidInTime;
  const why = { reason: "other" as const, cancel_reason_details: note, note };
  try {
    await cancel(step, { store, order_id, ...why, refund: true, restock: true, notify, idempotency_key: "" });
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  }
}

async function confirm(step: Step, ref: OrderRef): Promise<void> {
  try {
    const { order } = await step.call("orders.setStatus", { ...ref, status: "confirmed" });
    await invalidateCache(step, ref, order);
  } catch (error) {
    // It has moved on meanwhile.
    if (!isRefusal(error)) throw error;
  }
}

/** Gives back what was captured for an order that is cancelled: by one payment, or all that is left. */
export async function giveBackLate(
  step: Step,
  ref: OrderRef,
  payment?: Pick<Payment, "id" | "captured">,
): Promise<void> {
  const what = payment
    ? { reference: `late:${payment.id}`, amount: payment.captured }
    : { reference: `late:${ref.order_id}` };
  try {
    const { money } = await step.call("payments.refund", { ...ref, ...what, reason: "other" });
    await record(step, ref, money);
  } catch (error) {
    // Refunded meanwhile, or declined: then it is shown as failed, to be settled by the merchant.
    if (!isRefusal(error)) throw error;
    await record(step.scope("refused"), ref, await step.scope("read").read("payments.ofOrder", ref));
  }
}
