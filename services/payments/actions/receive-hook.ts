import { count } from "../../../config/metrics.ts";
import { isOn } from "../../../config/shards.ts";
import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import type { Across } from "../../../mixins/shards/across.ts";
import type { ActionParams, ActionResult } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { isSetUp, providerOf } from "../providers/index.ts";
import { storeOfSandbox } from "../providers/sandbox-hook.ts";
import { keepNotice } from "../store/provider-events.ts";

const refusals = ["hook_malformed", "hook_forged", "hook_expired", "sandbox_payment_unknown"];

type Received = ActionResult<"payments.receiveHook">;

/**
 * Takes a message of a provider: checks its signature, and keeps what it is about before it is answered. Throws `hook_unknown`,
 * `hook_malformed`, `hook_forged`, `hook_expired`, `sandbox_payment_unknown`.
 */
export const receiveHook = action("payments.receiveHook", params.receiveHook, receive, everywhere);

async function receive(request: ActionParams<"payments.receiveHook">, { db }: ActionContext) {
  const { provider, hook } = request;
  const read = isSetUp(provider) ? providerOf(db, provider).read : undefined;
  if (!read) throw fail("hook_unknown");
  try {
    const notice = await read(hook, Date.now());
    // What names no store is kept by all: each looks for the payment.
    if (notice?.store_id && !isOn(db.shard, notice.store_id)) return { received: true };
    const kept = notice !== undefined && (await keepNotice(db, provider, notice));
    counted(provider, notice === undefined ? "ignored" : kept ? "taken" : "repeated");
    return { received: true, fresh: kept, ...(notice?.no_effect ? { no_effect: notice.no_effect } : {}) };
  } catch (error) {
    for (const type of refusals) if (isError(error, type)) counted(provider, type);
    throw error;
  }
}

// The sandbox changes what it reads of, so only the shard of its store may read it.
function everywhere(...[request, on, shards]: Parameters<Across<ActionParams<"payments.receiveHook">, Received>>) {
  const store_id = request.provider === "sandbox" ? storeOfSandbox(String(request.hook.body)) : null;
  const which = store_id === null ? shards : shards.filter((shard) => isOn(shard, store_id));
  const received = Promise.all((which.length > 0 ? which : [0]).map((shard) => on(shard)));
  return received.then((parts) => Object.assign({}, ...parts, { fresh: parts.some(({ fresh }) => fresh) }) as Received);
}

const counted = (provider: string, result: string) =>
  count("provider_hooks", "Messages of payment providers, by what became of them.", { provider, result });
