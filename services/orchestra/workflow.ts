import {
  Engine,
  type Step as StepOf,
  type Workflow as WorkflowOf,
  type WriteName,
  withDeadline,
} from "@seller-orchestra/durable";
import type { Context } from "moleculer";
import { isCutFromNats } from "../../config/nats-parts.ts";
import { inSpan } from "../../config/tracing.ts";
import { registerParams } from "../../config/validator.ts";
import { type ActionDefinition, system } from "../../mixins/actions/action.ts";
import { asActionError, UnavailableError } from "../../mixins/actions/errors.ts";
import { joi, type Typed } from "../../mixins/actions/params.ts";
import type { CoreInstance } from "../../mixins/core-service.ts";
import { storeOf } from "../../mixins/db/store.ts";
import { serviceOf } from "../../mixins/shards/on-shards.ts";
import type { ActionName, ActionParams, Actions, CallMeta } from "../contracts.ts";
import { isPersonal } from "./personal.rules.ts";
import { kindOfError } from "./refusals.ts";
import { titleOf } from "./titles.ts";

export { isStuck, WorkflowFailure } from "@seller-orchestra/durable";

/** The steps of a workflow, typed by the contracts. */
export type Step = StepOf<Actions>;

/** Names of workflows. */
type WorkflowName = Extract<WriteName<Actions>, `orchestra.${string}`>;

/** A workflow, and the action that runs it. */
export interface WorkflowDefinition<Name extends WorkflowName> extends WorkflowOf<Actions, Name> {
  action: ActionDefinition;
}

interface Options<Name extends WorkflowName> {
  /** The entity that a run concerns. */
  subject(input: ActionParams<Name>): { store_id: number; id: string };
  /** How long the caller waits, in milliseconds; the run itself continues. */
  waits?: number;
  /** The version of the definition, and the earliest whose runs it can still end; 1 by default. */
  version?: number;
  oldest?: number;
}

/**
 * Defines a workflow: steps over core services that end consistently whichever process fails on the way. A repetition
 * with the same key returns the result of the first run.
 */
export function workflow<Name extends WorkflowName>(
  name: Name,
  params: Typed<ActionParams<Name>>,
  { subject, waits = 8_500, version, oldest }: Options<Name>,
  definition: WorkflowOf<Actions, Name>["definition"],
): WorkflowDefinition<Name> {
  registerParams(name, joi(params));
  const flow: WorkflowOf<Actions, Name> = {
    name,
    version,
    oldest,
    subject,
    identity: (input) => identityOf(input, subject),
    definition,
  };
  flows.push(flow as unknown as WorkflowOf<Actions, never>);
  const handler = async function (this: CoreInstance, ctx: Context<never, CallMeta>) {
    const caller = { actor: ctx.meta.actor ?? system, request_id: ctx.meta.request_id ?? null };
    const service = this.shards ? serviceOf(this.shards, subject(ctx.params).store_id) : this;
    const run = engineOf(service).execute(flow, ctx.params, caller);
    const { result, replayed } = await withDeadline(run, waits, () => new UnavailableError("workflow")).catch(
      (error) => {
        throw asActionError(error);
      },
    );
    if (replayed) ctx.meta.$replayed = true;
    return result;
  };
  return { ...flow, action: { name, schema: { handler } } };
}

// Only the id of a store: its name or language may change between two attempts of a client.
function identityOf<Name extends WorkflowName>(input: ActionParams<Name>, subject: Options<Name>["subject"]): object {
  const { idempotency_key: _key, ...request } = input as ActionParams<Name> & { idempotency_key: string };
  return { ...request, store: subject(input).store_id };
}

// Every workflow of this process, to resume the runs of other instances.
const flows: WorkflowOf<Actions, never>[] = [];

// Runs record the reading of an order by the name that it had in the release before, which reads the timeline too.
const actionOf = (step: string) => (step === "orders.get" ? "orders.getWithItems" : step) as ActionName;

const engines = new WeakMap<CoreInstance, Engine<Actions>>();

/** The engine of an instance of orchestra. */
export function engineOf(service: CoreInstance): Engine<Actions> {
  const known = engines.get(service);
  if (known) return known;
  const { broker, logger, db } = service;
  const engine = new Engine<Actions>({
    store: storeOf(db),
    workflows: flows,
    logger,
    kindOf: kindOfError,
    trace: inSpan,
    canCall: () => !isCutFromNats(),
    titleOf,
    isPersonal,
    call(name, params, { timeout, caller: { actor, request_id } }) {
      const requestID = request_id ?? undefined;
      const meta = { actor, request_id: requestID };
      return broker.call(actionOf(name), params as never, { timeout, meta, requestID });
    },
  });
  engines.set(service, engine);
  return engine;
}
