import { type Context, type ContextManager, ROOT_CONTEXT } from "@opentelemetry/api";
import { scopes } from "./scope.ts";

/** Keeps OpenTelemetry's context in the scope of the work that runs. */
export const contextManager: ContextManager = {
  active: () => scopes.getStore()?.trace ?? ROOT_CONTEXT,
  with(trace, work, self, ...args) {
    return scopes.run({ request_id: scopes.getStore()?.request_id, trace }, () => work.apply(self, args));
  },
  bind<T>(trace: Context, target: T): T {
    if (typeof target !== "function") return target;
    return ((...args: unknown[]) => this.with(trace, target as never, undefined, ...args)) as T;
  },
  enable() {
    return this;
  },
  disable() {
    return this;
  },
};
