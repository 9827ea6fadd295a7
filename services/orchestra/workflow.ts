import type { Context } from "moleculer";
import { registerParams } from "../../config/validator.ts";
import { type ActionDefinition, system } from "../../mixins/actions/action.ts";
import { UnavailableError } from "../../mixins/actions/errors.ts";
import { joi, type Typed } from "../../mixins/actions/params.ts";
import type { CoreInstance } from "../../mixins/core-service.ts";
import { withDeadline } from "../../mixins/jobs/deadline.ts";
import type { ActionParams, ActionResult, CallMeta } from "../contracts.ts";
import type { WorkflowName } from "./runner/definition.ts";
import { Engine } from "./runner/engine.ts";
import type { Step, Workflow } from "./runner/step.ts";

export { isStuck, WorkflowFailure } from "./runner/retry.ts";
export type { Step } from "./runner/step.ts";

/** A workflow, and the action by which it is called. */
export interface WorkflowDefinition<Name extends WorkflowName> extends Workflow<Name> {
  action: ActionDefinition;
}

interface Options<Name extends WorkflowName> {
  /** What a run is about. */
  subject(input: ActionParams<Name>): { store_id: number; id: string };
  /** How long the caller waits, in milliseconds; the run itself goes on. */
  waits?: number;
}

/**
 * Defines a workflow: a story of steps over core services that ends right whatever dies on the way. The same key again
 * answers what the first run did.
 */
export function workflow<Name extends WorkflowName>(
  name: Name,
  params: Typed<ActionParams<Name>>,
  { subject, waits = 8_500 }: Options<Name>,
  definition: (step: Step, input: ActionParams<Name>) => Promise<ActionResult<Name>>,
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

// Every workflow that this process knows, by which a run of another instance is found again.
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
