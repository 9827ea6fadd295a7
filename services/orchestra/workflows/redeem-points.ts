import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, ActionResult, OrderMoney, OrderWithItems } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { assertCoveredBy, assertDiscountable, assertOrderOf } from "../points.rules.ts";
import { ledgerOf } from "../refunds.rules.ts";
import { params } from "../schemas/loyalty.ts";
import { type Step, WorkflowFailure, workflow } from "../workflow.ts";
import { invalidateCache, isRefundedElsewhere, recordPayment } from "./steps.ts";

type Input = ActionParams<"orchestra.redeemPoints">;
type Redeemed = ActionResult<"loyalty.redeem">;

/**
 * Redeems points for a reward. A discount on an order is refunded at once, so the order needs a captured payment.
 * Throws `customer_not_found`, `order_not_found`, `insufficient_points`, `loyalty_disabled`, `order_not_discountable`,
 * `redemption_exceeds_order`, `refund_declined`.
 */
export const redeemPoints = workflow(
  "orchestra.redeemPoints",
  params.redeemPoints,
  { subject: ({ store, customer_id, order_id }) => ({ store_id: store.store_id, id: order_id ?? customer_id }) },
  async (step, input) => {
    const { store, customer_id, order_id, reward_type } = input;
    const { store_id } = store;
    step.tag({ customer_id });
    await step.read("customers.get", { store_id, customer_id });
    if (order_id === undefined) return redeem(step, input);
    const ref = { store_id, order_id };
    const order = await step.read("orders.get", ref);
    await step.check("Validate order", () => assertOrderOf(order, customer_id));
    await step.check("Validate discount", () => assertDiscountable(order));
    const money = await step.read("payments.ofOrder", ref);
    // When nothing is refundable, no points are redeemed, not even until the compensation.
    if (reward_type === "discount") await step.check("Validate refund", () => assertCoveredBy(money, 1));
    const redeemed = await redeem(step, input);
    if (reward_type === "discount") await giveBack(step, input, order, redeemed, money);
    return redeemed;
  },
);

function redeem(step: Step, { store, customer_id, points, reward_type, order_id }: Input): Promise<Redeemed> {
  const { store_id, tenant_id, currency_decimals } = store;
  const member = { store_id, tenant_id, customer_id };
  const redemption_id = step.newId("red");
  return step.call(
    "loyalty.redeem",
    { ...member, points, reward_type, order_id, currency_decimals, redemption_id },
    { action: "loyalty.returnRedemption", params: { ...member, redemption_id } },
  );
}

async function giveBack(step: Step, input: Input, order: OrderWithItems, { redemption }: Redeemed, money: OrderMoney) {
  const ref = { store_id: order.store_id, order_id: order.id };
  const { id: redemption_id, reward_value: amount } = redemption;
  await step.check("Validate refund", () => assertCoveredBy(money, amount));
  await step.pointOfNoReturn();
  const reference = `redeem:${redemption_id}`;
  const refund = { ...ref, ledger: ledgerOf(order), reference, amount, reason: "Points were redeemed" };
  const back = await step
    .call("payments.refund", refund)
    .catch((error) => returnPoints(step, input, redemption_id, error));
  await invalidateCache(step, ref, await recordPayment(step, ref, back.money));
}

// The provider declined the refund, or another run refunded the order: the points are returned.
async function returnPoints(
  step: Step,
  { store, customer_id }: Input,
  redemption_id: string,
  error: unknown,
): Promise<never> {
  const exceeds = isRefundedElsewhere(error);
  if (!exceeds && !isError(error, "refund_declined")) throw error;
  const { store_id, tenant_id } = store;
  await step.call("loyalty.returnRedemption", { store_id, tenant_id, customer_id, redemption_id });
  throw new WorkflowFailure(exceeds ? fail("redemption_exceeds_order") : error);
}
