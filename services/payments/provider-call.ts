import { withDeadline } from "@seller-orchestra/durable";
import type { ActionContext } from "../../mixins/actions/action.ts";
import { UnavailableError } from "../../mixins/actions/errors.ts";
import { groupTransaction } from "../../mixins/actions/group-commit.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { OrderRef, Write } from "../contracts.ts";
import { providerOf } from "./providers/index.ts";
import type { Charge, Deadline, Provider } from "./providers/provider.ts";
import { claimKey } from "./store/keys.ts";
import { type PaymentRow, toCharge } from "./store/rows.ts";

// Money moves in three stages: the intent is committed, the provider is called with an idempotency key derived from our
// row's id, and the outcome is committed. A retry with the same key, after a crash or a timeout, resumes at the stage
// reached.

/**
 * Commits what a request intends, together with its key; `isRepeated` tells that the same request has done so before.
 * The key is recorded with a result only with the final outcome, by `idempotent`.
 */
export const intend = <T>(
  context: ActionContext,
  request: Write & OrderRef,
  work: (txContext: TransactionContext, isRepeated: boolean) => Promise<T>,
): Promise<T> =>
  groupTransaction(context.db, `${context.action} intent`, request.order_id, context, async (txContext) =>
    work(txContext, await claimKey(context.db, txContext.tx, context.action, request)),
  );

/** Shorter than the timeout of callers, so that they receive `service_unavailable` rather than a timeout. */
export const deadline: Deadline = { ms: 4_000 };

/**
 * Calls a payment's provider; `subject` is the id that the call is about. After an error or a timeout the outcome is
 * unknown, so nothing is recorded. Throws `service_unavailable`: the caller retries with the same key.
 */
export async function callProvider<T>(
  { db, logger }: Pick<ActionContext, "db" | "logger">,
  payment: PaymentRow,
  call: (provider: Provider, charge: Charge, until: Deadline) => Promise<T>,
  subject = payment.public_id,
): Promise<T> {
  const provider = providerOf(db, payment.provider);
  try {
    const work = call(provider, toCharge(payment), deadline);
    return await withDeadline(work, deadline.ms, () => new Error(`No answer in ${deadline.ms} ms.`));
  } catch (error) {
    logger.warn({ subject, error: String(error) }, "the outcome of a payment provider call is unknown");
    throw new UnavailableError("payment provider");
  }
}
