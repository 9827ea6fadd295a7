import type { Context } from "moleculer";
import { registerParams } from "../../config/validator.ts";
import { type ActionDefinition, system } from "../../mixins/actions/action.ts";
import { UnavailableError } from "../../mixins/actions/errors.ts";
import { joi, type Typed } from "../../mixins/actions/params.ts";
import type { CoreInstance } from "../../mixins/core-service.ts";
import { withDeadline } from "../../mixins/jobs/deadline.ts";
import type { ActionParams, CallMeta } from "../contracts.ts";
import type { WorkflowName } from "./runner/definition.ts";
import { Engine } from "./runner/engine.ts";
import type { Workflow } from "./runner/step.ts";

export { isStuck, WorkflowFailure } from "./runner/errors.ts";
export type { Step } from "./runner/step.ts";

/** A workflow, and the action that runs it. */
export interface WorkflowDefinition<Name extends WorkflowName> extends Workflow<Name> {
  action: ActionDefinition;
}

interface Options<Name extends WorkflowName> {
  /** The entity that a run concerns. */
  subject: Workflow<Name>["subject"];
  /** How long the caller waits, in milliseconds; the run itself continues. */
  waits?: number;
}

/**
 * Defines a workflow: steps over core services that end consistently whichever process fails on the way. A repetition
 * with the same key returns the result of the first run.
 */
export function workflow<Name extends WorkflowName>(
  name: Name,
  params: Typed<ActionParams<Name>>,
  { subject, waits = 8_500 }: Options<Name>,
  definition: Workflow<Name>["definition"],
): WorkflowDefinition<Name> {
  registerParams(name, joi(params));
  const flow: Workflow<Name> = { name, subject, definition };
  flows.push(flow as Workflow<never>);
  const handler = async function (this: CoreInstance, ctx: Context<never, CallMeta>) {
    const caller = { actor: ctx.meta.actor ?? system, request_id: ctx.meta.request_id ?? null };
    const run = engineOf(this).execute(flow, ctx.params, caller);
    const { result, replayed } = await withDeadline(run, waits, () => new UnavailableError("workflow"));
    if (replayed) ctx.meta.$replayed = true;
    return result;
  };
  return { ...flow, action: { name, schema: { handler } } };
}

// Every workflow of this process, to resume the runs of other instances.
const flows: Workflow<never>[] = [];

const engines = new WeakMap<CoreInstance, Engine>();

/** The engine of an instance of orchestra. */
export function engineOf(service: CoreInstance): Engine {
  const known = engines.get(service);
  if (known) return known;
  const engine = new Engine(service, flows);
  engines.set(service, engine);
  return engine;
}
