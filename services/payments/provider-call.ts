import type { ActionContext } from "../../mixins/actions/action.ts";
import { UnavailableError } from "../../mixins/actions/errors.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { withDeadline } from "../../mixins/jobs/deadline.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import type { Deadline } from "./providers/provider.ts";

// Money moves in three stages: the intent is committed, the provider is called with an idempotency key derived from our
// row's id, and the outcome is committed. A retry with the same key, after a crash or a timeout, resumes at the stage
// reached.

/** Commits a stage with its events. The request's key is recorded only with its final outcome, by `idempotent`. */
export const commit = <T>(context: ActionContext, work: (txContext: TransactionContext) => Promise<T>): Promise<T> =>
  withOutbox(context.db, context, work);

/** Shorter than the timeout of callers, so that they receive `service_unavailable` rather than a timeout. */
export const deadline: Deadline = { ms: 4_000 };

/**
 * Calls a provider. After an error or a timeout the outcome is unknown, so nothing is recorded. Throws
 * `service_unavailable`: the caller retries with the same key.
 */
export async function callProvider<T>(
  context: Pick<ActionContext, "logger">,
  subject: string,
  work: (until: Deadline) => Promise<T>,
): Promise<T> {
  try {
    return await withDeadline(work(deadline), deadline.ms, () => new Error(`No answer in ${deadline.ms} ms.`));
  } catch (error) {
    context.logger.warn({ subject, error: String(error) }, "the outcome of a payment provider call is unknown");
    throw new UnavailableError("payment provider");
  }
}
