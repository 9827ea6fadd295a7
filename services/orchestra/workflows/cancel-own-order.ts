import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, OrderWithItems } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { assertCancellableByCustomer, assertPaysOut } from "../orchestra.rules.ts";
import { assertRecent } from "../recent.ts";
import { params } from "../schemas/own-orders.ts";
import { type Step, workflow } from "../workflow.ts";
import { cancel } from "./cancel-order.ts";
import { assertExpected, findOwnOrder, onFreshOrder, readWhole, subjectBy } from "./steps.ts";

type Input = ActionParams<"orchestra.cancelOwnOrder">;

/**
 * Cancels an order for its customer: the merchant's cancellation with a full refund and restock. Throws
 * `recent_sign_in_required`, `order_not_found`, `order_not_cancellable`, `bank_account_invalid`, `version_mismatch`.
 */
export const cancelOwnOrder = workflow(
  "orchestra.cancelOwnOrder",
  params.cancelOwnOrder,
  { subject: subjectBy("order_number") },
  async (step, input) => {
    step.tag({ customer_id: input.customer_id });
    await assertRecentFor(step, input);
    const ref = await findOwnOrder(step, input);
    await assertBankAccount(step, input).catch(async (error: unknown) => {
      await assertExpected(step, await step.read("orders.get", ref), input.if_versions);
      throw error;
    });
    // Of the version that was checked: an order that is being prepared by now cannot be cancelled by its customer.
    await onFreshOrder(step, { ...ref, if_versions: input.if_versions }, async (fresh, order) => {
      await fresh.check("Validate cancellation", () => assertCancellableByCustomer(order));
      await cancel(fresh, cancellation(input, order)).catch((error: unknown) => {
        // Another request of the customer, or the merchant, was faster.
        throw isError(error, "order_already_cancelled") ? fail("order_not_cancellable") : error;
      });
    });
    return { order: await readWhole(step, ref) };
  },
);

const cancellation = (
  { store, idempotency_key, bank_account_id, keep_promotion, reason, feedback }: Input,
  { id, version }: OrderWithItems,
) => ({
  store,
  idempotency_key,
  order_id: id,
  if_versions: [version],
  reason: "customer_request" as const,
  cancel_reason_details: feedback ? `${reason}\n${feedback}` : reason,
  refund: true,
  bank_account_id,
  keep_promotion,
  restock: true,
  notify: true,
});

async function assertRecentFor(
  step: Step,
  { store, customer_id, bank_account_id, sign_in = {} }: Input,
): Promise<void> {
  if (bank_account_id === undefined) return;
  const { store_id } = store;
  await assertRecent((name, params) => step.read(name, params), { store_id, customer_id }, sign_in);
}

async function assertBankAccount(step: Step, { store, customer_id, bank_account_id }: Input): Promise<void> {
  if (bank_account_id === undefined) return;
  const ref = { store_id: store.store_id, customer_id, bank_account_id };
  const account = await step.read("payments.getBankAccount", ref).catch((error: unknown) => {
    throw isError(error, "bank_account_not_found") ? fail("bank_account_invalid") : error;
  });
  await step.check("Validate bank account", () => assertPaysOut(account));
}
