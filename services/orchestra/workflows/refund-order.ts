import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, Order, OrderMoney, OrderWithItems } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";
import { assertGivable, linesOf } from "../refunds.rules.ts";
import { allCovered, coveredBy, coveredItems, refundReference } from "../replacement-money.rules.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { declinedRefund, giveBackCovered, type Payer, readPayer, recordAtPayer } from "./giving-back.ts";
import { assertExpected, invalidateCache, notify, recordPayment, refOf, subjectBy } from "./steps.ts";

type Input = ActionParams<"orchestra.refundOrder">;

/**
 * Refunds an amount of an order, or some of its pieces; lost pieces that are refunded are not sent again.
 * Throws `order_not_found`, `version_mismatch`, `refund_item_unknown`, `refund_exceeds_paid`, `nothing_to_refund`,
 * `refund_declined`.
 */
export const refundOrder = workflow(
  "orchestra.refundOrder",
  params.refundOrder,
  { subject: subjectBy("order_id"), version: 2 },
  async (step, input) => {
    const { store, items = [], if_versions, note } = input;
    const ref = refOf(input);
    const order = await step.read("orders.get", ref);
    step.tag({ customer_id: order.customer_id });
    await assertExpected(step, order, if_versions);
    const payer = await readPayer(step, order);
    const money = await step.read("payments.ofOrder", payer.ref);
    await step.check("Validate refund", () => wantedOf(order, input, money));
    const id = step.newId("ref");

    await step.pointOfNoReturn();
    const { order: written, written_off } = await step.call("orders.writeOff", { ...ref, items, if_versions });
    const about = { ...payer.ref, ledger: payer.ledger, reference: refundReference(order, `refund:${id}`) };
    const request = { ...about, reason: input.reason, note };
    const wanted = (now: OrderMoney) => wantedOf(order, input, now);
    const giving =
      order.funded_by === null
        ? step.call("payments.refund", { ...request, ...wanted(money) })
        : giveBackCovered(step, request, money, wanted);
    const back = await giving.catch(async (error: unknown) => {
      if (!isRefused(error)) throw error;
      const end = step.scope("refused");
      const undone = { ...ref, items: written_off };
      const reverted = written_off.length > 0 ? await end.call("orders.revertWriteOff", undone) : written;
      await record(end, payer, reverted, await end.read("payments.ofOrder", payer.ref));
      throw new WorkflowFailure(await declinedRefund(end, order, error, declinedAlone));
    });
    const last = await record(step, payer, written, back.money);
    const [first] = back.refunds;
    const amount = back.refunds.reduce((sum, refund) => sum + refund.amount, 0);
    const lines = back.refunds.flatMap((refund) => refund.lines ?? []);
    if (!first) throw new Error("A refund that was made is not there.");
    if (input.notify)
      await notify(step, store, "order_refunded", order, { status: last.status, note, refund_amount: amount });
    return { refund: { ...first, amount, lines }, order: last };
  },
);

const declinedAlone =
  "The payment provider declined the refund. Refund the order in another way, or settle this refund once the money was given back outside.";

const isRefused = (error: unknown): boolean =>
  ["refund_declined", "refund_exceeds_paid", "refund_item_unknown", "nothing_to_refund", "money_changed"].some((type) =>
    isError(error, type),
  );

// Of a replacement, lines of the order that was paid. Throws `refund_item_unknown`, `refund_exceeds_paid`.
function wantedOf(order: OrderWithItems, input: Input, money: OrderMoney) {
  assertGivable(order, input, coveredBy(order, money));
  const { amount, items } = input;
  if (order.funded_by === null) return items ? { lines: linesOf(items) } : { amount };
  if (items) return { lines: coveredItems(order, money, items) };
  return { amount, lines: allCovered(order, money) };
}

// Of a replacement, nothing changes by a refund but what was written off: its money is another order's.
async function record(step: Step, payer: Payer, order: Order, money: OrderMoney): Promise<Order> {
  const ref = { store_id: order.store_id, order_id: order.id };
  await recordAtPayer(step, payer, order, { money });
  const last = payer.ref.order_id === order.id ? await recordPayment(step, ref, money) : order;
  await invalidateCache(step, ref, last);
  return last;
}
