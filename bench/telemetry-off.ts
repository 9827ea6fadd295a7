import { registerHooks } from "node:module";

// Loaded before the product (`--import`): it then has no request log, no metrics and no traces, as if none had been written.
// Traces are off without a collector. The gateway's times by route are read by the operators' page alone and go as well.
const instead: Record<string, string> = {
  "config/metrics.ts": `
    import { createNoopMeter } from "@opentelemetry/api";
    export const meter = createNoopMeter();
    export const count = () => undefined;
    export const metricsPort = () => undefined;
    export const metrics = { name: "Metrics" };`,
  "config/process-metrics.ts": "export {};",
  "config/scope.ts": "export const inRequest = (_id, work) => work();",
  "config/log-context.ts": `
    export const logContext = () => ({});
    export const logsRequests = { name: "LogContext" };`,
  "services/api/http/access-log.ts": `
    export const remember = () => undefined;
    export const logRequest = () => undefined;`,
};

registerHooks({
  load(url, context, nextLoad) {
    const source = Object.entries(instead).find(([file]) => url.endsWith(`/${file}`))?.[1];
    return source === undefined ? nextLoad(url, context) : { format: "module", source, shortCircuit: true };
  },
});
