import { count } from "../../../config/metrics.ts";
import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { isSetUp, providerOf } from "../providers/index.ts";
import { keepNotice } from "../store/provider-events.ts";

/**
 * Takes a message of a provider: checks its signature, and keeps what it is about before it is answered. Throws `hook_unknown`,
 * `hook_malformed`, `hook_forged`, `hook_expired`.
 */
export const receiveHook = action("payments.receiveHook", params.receiveHook, async (request, { db }) => {
  const { provider, hook } = request;
  const read = isSetUp(provider) ? providerOf(db, provider).read : undefined;
  if (!read) throw fail("hook_unknown");
  try {
    const notice = await read(hook, Date.now());
    const kept = notice !== undefined && (await keepNotice(db, provider, notice));
    counted(provider, notice === undefined ? "ignored" : kept ? "taken" : "repeated");
    return { received: true, fresh: kept };
  } catch (error) {
    for (const type of ["hook_malformed", "hook_forged", "hook_expired"])
      if (isError(error, type)) counted(provider, type);
    throw error;
  }
});

const counted = (provider: string, result: string) =>
  count("provider_hooks", "Messages of payment providers, by what became of them.", { provider, result });
