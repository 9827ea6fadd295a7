import type { ActionContext } from "../../mixins/actions/action.ts";
import { UnavailableError } from "../../mixins/actions/errors.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import type { Deadline } from "./providers/provider.ts";

// Money moves in three stages: the intent is committed, the provider is asked under a key made of our row's id, the
// outcome is committed. Whoever comes again with the same key, after a crash or a timeout, goes on from where it stands.

/** Commits a stage with its events. The request's key is recorded only with its final outcome, by `change`. */
export const commit = <T>(context: ActionContext, work: (txContext: TransactionContext) => Promise<T>): Promise<T> =>
  withOutbox(context.db, context, work);

/** Less than callers wait, so that they hear that it is not known rather than nothing. */
export const deadline: Deadline = { ms: 4_000 };

/**
 * Asks a provider. An error or silence leaves open what became of it: nothing is recorded then.
 * Throws `service_unavailable`, to be asked again with the same key.
 */
export async function callProvider<T>(
  context: Pick<ActionContext, "logger">,
  subject: string,
  work: (until: Deadline) => Promise<T>,
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer in ${deadline.ms} ms.`)), deadline.ms);
  try {
    return await Promise.race([work(deadline), promise]);
  } catch (error) {
    context.logger.warn({ subject, error: String(error) }, "the payment provider's answer is not known");
    throw new UnavailableError("payment provider");
  } finally {
    clearTimeout(timer);
  }
}
