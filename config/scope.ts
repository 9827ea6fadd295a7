import { AsyncLocalStorage } from "node:async_hooks";
import type { Context } from "@opentelemetry/api";

/** What work belongs to. */
export interface Scope {
  /** The request that caused it. */
  readonly request_id?: string | null;
  /** The context of its trace, with a collector. */
  readonly trace?: Context;
}

/** The scope of the work that runs. One store for all of it: whenever one is entered, Node copies those that there are. */
export const scopes = new AsyncLocalStorage<Scope>();
