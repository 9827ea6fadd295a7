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

/** Does the work that runs belong to this request? True where there is none to belong to. */
export const isWithin = (request_id: string | null | undefined): boolean =>
  !request_id || scopes.getStore()?.request_id === request_id;

/** Runs work that a request caused: each line that is logged meanwhile has the request's id. */
export function inRequest<T>(request_id: string | null | undefined, work: () => T): T {
  return isWithin(request_id) ? work() : scopes.run({ request_id, trace: scopes.getStore()?.trace }, work);
}
