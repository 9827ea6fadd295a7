import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, OrderDetail } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { assertCancellableByCustomer, assertPaysOut } from "../orchestra.rules.ts";
import { params } from "../schemas/own-orders.ts";
import { type Step, workflow } from "../workflow.ts";
import { cancel } from "./cancel-order.ts";
import { onFreshOrder, readWhole } from "./steps.ts";

type Input = ActionParams<"orchestra.cancelOwnOrder">;

/**
 * Cancels an order for the customer whose it is: the merchant's cancellation, with everything back that was paid and
 * everything back on the shelf. Throws `order_not_found`, `order_not_cancellable`, `bank_account_invalid`,
 * `version_mismatch`.
 */
export const cancelOwnOrder = workflow(
  "orchestra.cancelOwnOrder",
  params.cancelOwnOrder,
  { subject: ({ store, order_number }) => ({ store_id: store.store_id, id: order_number }) },
  async (step, input) => {
    const { store, customer_id, order_number, if_versions } = input;
    step.tagSubject(customer_id);
    const { store_id } = store;
    const { order_id } = await step.read("orders.findByNumber", { store_id, customer_id, order_number });
    await assertBankAccount(step, input);
    // Of the version that was looked at: one that is being prepared meanwhile is no longer the customer's to cancel.
    await onFreshOrder(step, { store_id, order_id, if_versions }, async (fresh, order) => {
      await fresh.check("Validate cancellation", () => assertCancellableByCustomer(order));
      await cancel(fresh, cancellation(input, order)).catch((error: unknown) => {
        // Somebody was quicker: one more press of the button, or the shop.
        throw isError(error, "order_already_cancelled") ? fail("order_not_cancellable") : error;
      });
    });
    return { order: await readWhole(step, { store_id, order_id }) };
  },
);

const cancellation = ({ store, idempotency_key, bank_account_id, ...said }: Input, { id, version }: OrderDetail) => ({
  store,
  idempotency_key,
  order_id: id,
  if_versions: [version],
  reason: "customer_request" as const,
  cancel_reason_details: said.feedback ? `${said.reason}\n${said.feedback}` : said.reason,
  refund: true,
  bank_account_id,
  restock: true,
  notify: true,
});

async function assertBankAccount(step: Step, { store, customer_id, bank_account_id }: Input): Promise<void> {
  if (bank_account_id === undefined) return;
  const asked = { store_id: store.store_id, customer_id, bank_account_id };
  const account = await step.read("payments.getBankAccount", asked).catch((error: unknown) => {
    throw isError(error, "bank_account_not_found") ? fail("bank_account_invalid") : error;
  });
  await step.check("Validate bank account", () => assertPaysOut(account));
}
