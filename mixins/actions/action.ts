import type { Context } from "moleculer";
import { registerParams } from "../../config/validator.ts";
import type { ActionName, ActionParams, ActionResult, Actor, Call, CallMeta } from "../../services/contracts.ts";
import type { CoreInstance, Logger } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { readableOf } from "../db/replica.ts";
import type { Across } from "../shards/across.ts";
import { assertPlaced, onShards } from "../shards/on-shards.ts";
import { joi, type Typed } from "./params.ts";

/** The context of a handler in a service without a database. */
export interface PlainActionContext {
  action: string;
  actor: Actor;
  request_id: string | null;
  call: Call;
  logger: Logger;
  /** Marks the result as the recorded one of an earlier call, for the caller. */
  markReplayed(): void;
}

/** The context of a handler in a service with a database. */
export interface ActionContext extends PlainActionContext {
  db: Database;
  /** Where the action names no store and stores are spread: the databases of all shards. Throws while one is away. */
  everywhere?(): readonly Database[];
}

/** The databases that an action is about which need not name a store: the one, or those of all shards. */
export const databasesOf = ({ db, everywhere }: ActionContext): readonly Database[] => everywhere?.() ?? [db];

/** An action of a service: its full name and how Moleculer runs it. */
export interface ActionDefinition<Instance = CoreInstance> {
  name: ActionName;
  schema: {
    handler(this: Instance, ctx: Context<never, CallMeta>): Promise<unknown>;
  };
}

/** The actor of a call that names none. */
export const system: Actor = { type: "system", id: "system" };

/**
 * Defines an action by its contract: the schema validates its parameters, `contracts.ts` types its result. One that need
 * not name a store says by `across` how it is done where stores are spread over several databases.
 */
export function action<Name extends ActionName>(
  name: Name,
  params: Typed<ActionParams<Name>>,
  handler: (params: ActionParams<Name>, context: ActionContext) => Promise<ActionResult<Name>>,
  across?: Across<ActionParams<Name>, ActionResult<Name>>,
): ActionDefinition {
  registerParams(name, joi(params));
  assertPlaced(name, joi(params), across);
  return {
    name,
    schema: {
      handler(this: CoreInstance, ctx: Context<never, CallMeta>) {
        const on = (service: CoreInstance, given: ActionParams<Name>, everywhere?: ActionContext["everywhere"]) => {
          const db = ctx.meta.may_be_old ? readableOf(service.db) : service.db;
          return handler(given, { ...contextOf(name, this.logger, ctx), db, everywhere });
        };
        return this.shards ? onShards(this.shards, ctx.params, on, across) : on(this, ctx.params);
      },
    },
  };
}

/** The same for a service without a database. */
export function plainAction<Name extends ActionName>(
  name: Name,
  params: Typed<ActionParams<Name>>,
  handler: (params: ActionParams<Name>, context: PlainActionContext) => Promise<ActionResult<Name>>,
): ActionDefinition<{ logger: Logger }> {
  registerParams(name, joi(params));
  return {
    name,
    schema: {
      handler(this: { logger: Logger }, ctx: Context<never, CallMeta>) {
        return handler(ctx.params, contextOf(name, this.logger, ctx));
      },
    },
  };
}

/** Actions as a Moleculer schema lists them: by the name without the service's. */
export function actionsByName<Instance>(actions: ActionDefinition<Instance>[]) {
  return Object.fromEntries(actions.map(({ name, schema }) => [name.slice(name.indexOf(".") + 1), schema]));
}

function contextOf(name: string, logger: Logger, ctx: Context<unknown, CallMeta>): PlainActionContext {
  return {
    action: name,
    actor: ctx.meta.actor ?? system,
    request_id: ctx.meta.request_id ?? null,
    call: callerOf(ctx),
    logger,
    markReplayed: () => {
      ctx.meta.$replayed = true;
    },
  };
}

/** `ctx.call`, typed by the contracts. */
export function callerOf(ctx: Context<unknown, CallMeta>): Call {
  return (name, params, options) => ctx.call(name, params, options) as never;
}
