import type { ServiceBroker } from "moleculer";

const name = "auth.events.total";

let increment: (labels: { event: string; method: string }) => void = () => undefined;

/** Registers the counter of what happens at sign-in, by event and method, for Prometheus. */
export function registerMetrics({ metrics }: ServiceBroker): void {
  metrics.register({
    type: "counter",
    name,
    labelNames: ["event", "method"],
    description: "Failed sign-ins, lockouts, replayed refresh tokens, and changes of addresses and passwords",
  });
  increment = (labels) => metrics.increment(name, labels);
}

/** Counts one event. */
export const countEvent = (event: string, method: string): void => increment({ event, method });
